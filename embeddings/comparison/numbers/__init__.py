"""Numbers and targets in speeches: read with their unit, hedge and kind, and held against one another.

quantity   what a number is
chinese    8亿亩, 百分之五点五, 增长5.5%左右
spaced     1.2 trillion yuan, around 5 percent, 5,2 Prozent, by 2030
reading    the numbers of a text, in its language
changes    which of them changed between two versions
"""
