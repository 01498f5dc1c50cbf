"""The routes, a file for each noun. A route reads its parameters, asks, and gives the answer its shape."""
