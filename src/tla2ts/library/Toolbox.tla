---- MODULE Toolbox ----
_TETrace == CHOOSE states : TRUE
_TEPosition == CHOOSE position : TRUE
====
