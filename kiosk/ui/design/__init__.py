"""Parts, sizes, colours and text measuring: what screens are planned with."""
