---- MODULE DyadicRationals ----
\* Fractions whose denominator is a power of two, in lowest terms.
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE TLC
LOCAL Fraction(num, den) == [num |-> num, den |-> den]
RECURSIVE Lowest(_)
LOCAL Lowest(p) ==
  IF p.num % 2 = 0 /\ p.den % 2 = 0 THEN Lowest(Fraction(p.num \div 2, p.den \div 2)) ELSE p
IsDyadicRational(p) == \E power \in 0 .. p.den : p.den = 2 ^ power
Zero == Fraction(0, 1)
One == Fraction(1, 1)
Add(p, q) ==
  LET den == IF p.den < q.den THEN q.den ELSE p.den
  IN IF p = Zero THEN q ELSE Lowest(Fraction(p.num * (den \div p.den) + q.num * (den \div q.den), den))
Half(p) == Lowest(Fraction(p.num, 2 * p.den))
PrettyPrint(p) ==
  CASE p = Zero -> "0" [] p = One -> "1" [] OTHER -> ToString(p.num) \o "/" \o ToString(p.den)
====
