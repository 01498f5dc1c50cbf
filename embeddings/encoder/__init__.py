"""Text -> unit vectors, by either of two engines with one behaviour.

encoding                what every engine gives: vectors and what was truncated; what is refused
tokens                  a text -> what the model reads of it
batching                which texts are encoded together
openvino                the int8 graph on the CPU: needs neither torch nor transformers
sentence_transformers   the reference: any sentence-transformers directory
attested                whether an encoder makes of kept sentences what the reference made of them
load                    the door: a locked model -> its encoder, verified first
"""
