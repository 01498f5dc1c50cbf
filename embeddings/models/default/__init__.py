"""The default model, rebuilt from the data of two wheels.

Weights in 4 bits, tokenizer, sentence-transformers files.
"""
