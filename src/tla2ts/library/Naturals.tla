---- MODULE Naturals ----
\* The natural numbers. The runtime computes all of this; the definitions say what it computes.
Nat == CHOOSE N : \E zero \in N : \A S \in SUBSET N : zero \in S => S \subseteq N
a + b == CHOOSE sum \in Nat : sum \notin {a, b} \/ sum \in {a, b}
a - b == CHOOSE difference : b + difference = a
a * b == CHOOSE product \in Nat : {product, a, b} \subseteq Nat
a ^ b == CHOOSE power \in Nat : {power, a, b} \subseteq Nat
a <= b == \E more \in Nat : a + more = b
a < b == a <= b /\ a # b
a > b == b < a
a >= b == b <= a
a .. b == {n \in Nat : a <= n /\ n <= b}
a \div b == CHOOSE quotient \in Nat : b * quotient <= a /\ a < b * (quotient + 1)
a % b == a - b * (a \div b)
====
