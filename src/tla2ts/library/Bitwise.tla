---- MODULE Bitwise ----
LOCAL INSTANCE Integers
LOCAL bits(n) == LET count[m \in Nat] == IF m = 0 THEN 0 ELSE 1 + count[m \div 2] IN count[n]
LOCAL bit(n, i) == (n \div (2 ^ i)) % 2
LOCAL compose(at(_), count) ==
  LET sum[i \in 0 .. count] == IF i = 0 THEN 0 ELSE sum[i - 1] + at(i - 1) * 2 ^ (i - 1) IN sum[count]
LOCAL width(x, y) == bits(IF x < y THEN y ELSE x)
x & y == compose(LAMBDA i : bit(x, i) * bit(y, i), width(x, y))
x | y == compose(LAMBDA i : IF bit(x, i) + bit(y, i) = 0 THEN 0 ELSE 1, width(x, y))
x ^^ y == compose(LAMBDA i : (bit(x, i) + bit(y, i)) % 2, width(x, y))
Not(x) == compose(LAMBDA i : 1 - bit(x, i), bits(x))
shiftR(x, places) == x \div (2 ^ places)
====
