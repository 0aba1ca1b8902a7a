"""The screen: plans of parts for every view, and Kivy that draws them."""
