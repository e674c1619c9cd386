---- MODULE TLAPS ----
\* Proofs are not checked here: the names by which proofs call their provers only have to exist.
SimpleArithmetic == TRUE
SMT == TRUE
SMTT(t) == t = t
CVC3 == TRUE
CVC3T(t) == t = t
CVC4 == TRUE
CVC4T(t) == t = t
CVC5 == TRUE
CVC5T(t) == t = t
Yices == TRUE
YicesT(t) == t = t
veriT == TRUE
veriTT(t) == t = t
Zipper == TRUE
ZipperT(t) == t = t
Z3 == TRUE
Z3T(t) == t = t
Spass == TRUE
SpassT(t) == t = t
LS4 == TRUE
LS4T(t) == t = t
PTL == TRUE
Zenon == TRUE
ZenonT(t) == t = t
Isa == TRUE
IsaT(t) == t = t
IsaM(method) == method = method
IsaMT(method, t) == method = method /\ t = t
SlowZenon == TRUE
SlowerZenon == TRUE
VerySlowZenon == TRUE
SlowestZenon == TRUE
Auto == TRUE
SlowAuto == TRUE
SlowerAuto == TRUE
SlowestAuto == TRUE
Force == TRUE
SlowForce == TRUE
SlowerForce == TRUE
SlowestForce == TRUE
SimplifyAndSolve == TRUE
SlowSimplifyAndSolve == TRUE
SlowerSimplifyAndSolve == TRUE
SlowestSimplifyAndSolve == TRUE
Simplification == TRUE
SlowSimplification == TRUE
SlowerSimplification == TRUE
SlowestSimplification == TRUE
Blast == TRUE
SlowBlast == TRUE
SlowerBlast == TRUE
SlowestBlast == TRUE
AutoBlast == TRUE
AllProvers == TRUE
AllProversT(t) == t = t
AllSMT == TRUE
AllSMTT(t) == t = t
AllIsa == TRUE
AllIsaT(t) == t = t
ExpandENABLED == TRUE
ExpandCdot == TRUE
AutoUSE == TRUE
Lambdify == TRUE
ENABLEDaxioms == TRUE
ENABLEDrules == TRUE
ENABLEDrewrites == TRUE
LevelComparison == TRUE
Trivial == TRUE
EnabledWrapper(Op(_)) == Op(TRUE) = Op(TRUE)
CdotWrapper(Op(_)) == Op(TRUE) = Op(TRUE)
PropositionalTemporalLogic == TRUE
THEOREM SetExtensionality == \A S, T : (\A x : x \in S <=> x \in T) => S = T
THEOREM NoSetContainsEverything == \A S : \E x : x \notin S
IsaWithSetExtensionality == TRUE
====
