---- MODULE Sequences ----
\* Sequences are functions from 1..n.
LOCAL INSTANCE Naturals
Seq(S) == UNION {[1 .. length -> S] : length \in Nat}
Len(s) == CHOOSE length \in Nat : 1 .. length = DOMAIN s
s \o t == [i \in 1 .. Len(s) + Len(t) |-> IF i > Len(s) THEN t[i - Len(s)] ELSE s[i]]
Append(s, e) == [i \in 1 .. Len(s) + 1 |-> IF i > Len(s) THEN e ELSE s[i]]
Head(s) == s[1]
Tail(s) == [i \in 1 .. Len(s) - 1 |-> s[i + 1]]
SubSeq(s, from, to) == [i \in 1 .. to + 1 - from |-> s[from + i - 1]]
SelectSeq(s, Test(_)) ==
  LET picked[i \in 0 .. Len(s)] ==
        IF i = 0 THEN <<>> ELSE IF Test(s[i]) THEN Append(picked[i - 1], s[i]) ELSE picked[i - 1]
  IN picked[Len(s)]
====
