---- MODULE TLCExt ----
LOCAL INSTANCE TLC
LOCAL INSTANCE Integers
AssertEq(a, b) == IF a = b THEN TRUE ELSE PrintT("Assertion failed") /\ PrintT(a) /\ PrintT(b) /\ FALSE
AssertError(message, expression) == message = message \/ expression = expression
TLCGetOrDefault(register, default) == CHOOSE value : value # register \/ value = default
TLCGetAndSet(register, Op(_, _), value, default) ==
  LET old == TLCGetOrDefault(register, default)
  IN CHOOSE result \in {old} : TLCSet(register, Op(old, value))
Trace == CHOOSE states : TRUE
CounterExample == CHOOSE graph : TRUE
ToTrace(graph) == CHOOSE states : states # graph
TLCModelValue(name) == CHOOSE value : value # name
TLCDefer(expression) == expression = expression
TLCNoOp(value) == value
PickSuccessor(expression) == IF expression THEN TRUE ELSE CHOOSE picked \in BOOLEAN : TRUE
TLCCache(expression, closure) == IF closure = closure THEN expression ELSE expression
TLCFP(value) == CHOOSE fingerprint \in Int : fingerprint # value
TLCEvalDefinition(name) == CHOOSE value : value # name
====
