---- MODULE UndirectedGraphs ----
\* An undirected graph is a record of nodes and of sets of one or two nodes.
LOCAL INSTANCE Naturals
LOCAL INSTANCE Sequences
LOCAL INSTANCE SequencesExt
LOCAL INSTANCE FiniteSets
LOCAL INSTANCE Functions
IsUndirectedGraph(G) ==
  DOMAIN G = {"node", "edge"} /\ \A e \in G.edge : e \in SUBSET G.node /\ Cardinality(e) \in {1, 2}
IsLoopFreeUndirectedGraph(G) == IsUndirectedGraph(G) /\ \A e \in G.edge : Cardinality(e) = 2
UndirectedSubgraph(G) == {H \in [node : SUBSET G.node, edge : SUBSET G.edge] : IsUndirectedGraph(H)}
Path(G) == {p \in Seq(G.node) : p # <<>> /\ \A i \in 2 .. Len(p) : {p[i - 1], p[i]} \in G.edge}
SimplePath(G) ==
  {p \in SeqOf(G.node, Cardinality(G.node)) :
     /\ p # <<>>
     /\ IsInjective(p)
     /\ \A i \in 2 .. Len(p) : {p[i - 1], p[i]} \in G.edge}
LOCAL grow(G, S) == S \cup UNION {e \in G.edge : e \cap S # {}}
LOCAL component(G, n) ==
  LET within[i \in 0 .. Cardinality(G.node)] == IF i = 0 THEN {n} ELSE grow(G, within[i - 1])
  IN within[Cardinality(G.node)]
ConnectedComponents(G) == {component(G, n) : n \in G.node}
AreConnectedIn(m, n, G) == m \in G.node /\ n \in G.node /\ n \in component(G, m)
IsStronglyConnected(G) == ConnectedComponents(G) = {G.node}
UndirectedGraphs(S) == [node : {S}, edge : SUBSET {{pair[1], pair[2]} : pair \in S \X S}]
====
