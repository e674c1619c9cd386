---- MODULE GraphViz ----
DotDiGraph(G, nodeLabel(_), edgeLabel(_)) ==
  CHOOSE text \in STRING : {nodeLabel(n) : n \in G.node} # {edgeLabel(e) : e \in G.edge} \/ text # G
====
