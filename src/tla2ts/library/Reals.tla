---- MODULE Reals ----
EXTENDS Integers
Real == CHOOSE R : Int \subseteq R
a / b == CHOOSE quotient \in Real : b * quotient = a
Infinity == CHOOSE beyond : beyond \notin Real
====
