---- MODULE SequencesExt ----
EXTENDS Sequences, Naturals, FiniteSets, FiniteSetsExt, Folds, Functions, Bags, TLC
ToSet(s) == {s[i] : i \in DOMAIN s}
ToBag(s) == [x \in ToSet(s) |-> Cardinality({i \in DOMAIN s : s[i] = x})]
SetToSeqs(S) == Bijection(1 .. Cardinality(S), S)
SetToSeq(S) == CHOOSE s \in SetToSeqs(S) : TRUE
SetToSortSeq(S, before(_, _)) == SortSeq(SetToSeq(S), before)
SetToAllKPermutations(S) == UNION {SetToSeqs(part) : part \in SUBSET S}
TupleOf(S, n) == [1 .. n -> S]
SeqOf(S, n) == UNION {TupleOf(S, length) : length \in 0 .. n}
BoundedSeq(S, n) == SeqOf(S, n)
Contains(s, e) == \E i \in DOMAIN s : s[i] = e
IsSorted(s, before(_, _)) == \A j \in DOMAIN s : \A i \in 1 .. j - 1 : before(s[i], s[j])
Reverse(s) == [i \in 1 .. Len(s) |-> s[1 + Len(s) - i]]
Remove(s, e) == SelectSeq(s, LAMBDA x : x # e)
ReplaceAll(s, old, new) == [i \in 1 .. Len(s) |-> IF old = s[i] THEN new ELSE s[i]]
SelectInSeq(s, Test(_)) ==
  LET found == {i \in 1 .. Len(s) : Test(s[i])} IN IF found = {} THEN 0 ELSE Min(found)
SelectInSubSeq(s, from, to, Test(_)) == SelectInSeq(SubSeq(s, from, to), Test)
SelectLastInSeq(s, Test(_)) ==
  LET found == {i \in 1 .. Len(s) : Test(s[i])} IN IF found = {} THEN 0 ELSE Max(found)
SelectLastInSubSeq(s, from, to, Test(_)) == SelectLastInSeq(SubSeq(s, from, to), Test)
InsertAt(s, i, e) == Append(SubSeq(s, 1, i - 1), e) \o SubSeq(s, i, Len(s))
ReplaceAt(s, i, e) == [s EXCEPT ![i] = e]
RemoveAt(s, i) == SubSeq(s, 1, i - 1) \o SubSeq(s, i + 1, Len(s))
RemoveFirstMatch(s, Test(_)) == LET i == SelectInSeq(s, Test) IN IF i = 0 THEN s ELSE RemoveAt(s, i)
RemoveFirst(s, e) == RemoveFirstMatch(s, LAMBDA x : x = e)
Cons(e, s) == <<e>> \o s
Snoc(e, s) == Append(s, e)
Front(s) == SubSeq(s, 1, Len(s) - 1)
Last(s) == s[Len(s)]
IsPrefix(s, t) == Len(s) <= Len(t) /\ \A i \in 1 .. Len(s) : s[i] = t[i]
IsStrictPrefix(s, t) == s # t /\ IsPrefix(s, t)
IsSuffix(s, t) == IsPrefix(Reverse(s), Reverse(t))
IsStrictSuffix(s, t) == s # t /\ IsSuffix(s, t)
Prefixes(s) == {SubSeq(s, 1, last) : last \in 0 .. Len(s)}
CommonPrefixes(S) == {p \in UNION {Prefixes(s) : s \in S} : \A s \in S : IsPrefix(p, s)}
LongestCommonPrefix(S) == CHOOSE p \in CommonPrefixes(S) : \A q \in CommonPrefixes(S) : Len(p) >= Len(q)
Suffixes(s) == {SubSeq(s, first, Len(s)) : first \in 1 .. Len(s) + 1}
SeqMod(a, b) == LET rest == a % b IN IF rest = 0 THEN b ELSE rest
FoldSeq(op(_, _), start, s) == FoldFunction(op, start, s)
FoldLeft(op(_, _), start, s) ==
  LET fold[i \in 0 .. Len(s)] == IF i = 0 THEN start ELSE op(fold[i - 1], s[i]) IN fold[Len(s)]
FoldRight(op(_, _), s, start) ==
  LET fold[i \in 1 .. Len(s) + 1] == IF i > Len(s) THEN start ELSE op(s[i], fold[i + 1]) IN fold[1]
FoldLeftDomain(op(_, _), start, s) == FoldLeft(op, start, [i \in DOMAIN s |-> i])
FoldRightDomain(op(_, _), s, start) == FoldRight(op, [i \in DOMAIN s |-> i], start)
FlattenSeq(seqs) ==
  IF Len(seqs) = 0 THEN seqs
  ELSE LET joined[i \in 1 .. Len(seqs)] == IF i = 1 THEN seqs[1] ELSE joined[i - 1] \o seqs[i]
       IN joined[Len(seqs)]
Zip(s, t) == [i \in 1 .. (IF Len(t) < Len(s) THEN Len(t) ELSE Len(s)) |-> <<s[i], t[i]>>]
Interleave(s, t) ==
  CASE Len(s) = Len(t) /\ s = <<>> -> <<<<>>, <<>>>>
    [] Len(s) = Len(t) /\ s # <<>> ->
         [i \in 1 .. 2 * Len(s) |-> <<IF i % 2 = 1 THEN s[(i + 1) \div 2] ELSE t[i \div 2]>>]
SubSeqs(s) == {SubSeq(s, first, last) : first \in 1 .. Len(s) + 1, last \in 0 .. Len(s)}
AllSubSeqs(s) ==
  {[i \in 1 .. Cardinality(places) |-> s[CHOOSE p \in places : Cardinality({q \in places : q <= p}) = i]] :
     places \in SUBSET DOMAIN s}
IndexFirstSubSeq(s, t) ==
  CHOOSE i \in 1 .. Len(t) + 1 :
    /\ SubSeq(t, i, i + Len(s) - 1) = s
    /\ \A j \in 1 .. i - 1 : SubSeq(t, j, j + Len(s) - 1) # s
ReplaceSubSeqAt(i, new, old, s) == SubSeq(s, 1, i - 1) \o new \o SubSeq(s, i + Len(old), Len(s))
ReplaceFirstSubSeq(new, old, s) ==
  IF old \in SubSeqs(s) THEN ReplaceSubSeqAt(IndexFirstSubSeq(old, s), new, old, s) ELSE s
ReplaceAllSubSeqs(new, old, s) ==
  LET n == Len(old)
      after[i \in 1 .. Len(s) + 1] ==
        IF i > Len(s) THEN <<>>
        ELSE IF n = 0 THEN new \o <<s[i]>> \o after[i + 1]
        ELSE IF i + n <= Len(s) + 1 /\ SubSeq(s, i, i + n - 1) = old THEN new \o after[i + n]
        ELSE <<s[i]>> \o after[i + 1]
  IN IF old = s THEN new ELSE IF new = old THEN s ELSE after[1]
====
