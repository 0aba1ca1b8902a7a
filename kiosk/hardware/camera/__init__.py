"""Cameras: the port, OpenCV, Picamera2, image files, the scanner's thread."""
