---- MODULE VectorClocks ----
EXTENDS Naturals, Sequences, Functions
LOCAL at(v, i) == IF i \in DOMAIN v THEN v[i] ELSE 0
LOCAL later(v, w) ==
  LET D == DOMAIN v \cup DOMAIN w
  IN (\A i \in D : at(v, i) >= at(w, i)) /\ (\E i \in D : at(v, i) > at(w, i))
IsCausalOrder(log, clock(_)) ==
  \A j \in DOMAIN log : \A i \in 1 .. j - 1 : ~later(clock(log[i]), clock(log[j]))
CausalOrder(log, clock(_), node(_), domain(_)) ==
  CHOOSE order \in {[i \in DOMAIN log |-> log[p[i]]] : p \in Bijection(DOMAIN log, DOMAIN log)} :
    IsCausalOrder(order, clock) /\ \A i \in DOMAIN log : node(log[i]) \in domain(clock(log[i]))
====
