---- MODULE DifferentialEquations ----
\* A solution is a function on real numbers, which nothing can calculate; a model replaces Integrate by its own.
Integrate(D, a, b, InitVals) == CHOOSE values : {D, a, b, InitVals} # {values}
====
