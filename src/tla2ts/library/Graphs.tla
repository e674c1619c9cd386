---- MODULE Graphs ----
\* A directed graph is a record of nodes and of pairs of nodes.
EXTENDS Naturals, Sequences, FiniteSets, SequencesExt, Relation
IsDirectedGraph(G) == DOMAIN G = {"node", "edge"} /\ G.edge \subseteq (G.node \X G.node)
DirectedSubgraph(G) ==
  {H \in [node : SUBSET G.node, edge : SUBSET G.edge] : IsDirectedGraph(H)}
Transpose(G) == [node |-> G.node, edge |-> {<<e[2], e[1]>> : e \in G.edge}]
IsUndirectedGraph(G) == IsDirectedGraph(G) /\ G.edge = Transpose(G).edge
UndirectedSubgraph(G) == {H \in DirectedSubgraph(G) : IsUndirectedGraph(H)}
Path(G) ==
  {p \in Seq(G.node) : p # <<>> /\ \A i \in 2 .. Len(p) : <<p[i - 1], p[i]>> \in G.edge}
SimplePath(G) ==
  {p \in SeqOf(G.node, Cardinality(G.node)) :
     /\ p # <<>>
     /\ IsInjective(p)
     /\ \A i \in 2 .. Len(p) : <<p[i - 1], p[i]>> \in G.edge}
ConnectionsIn(G) ==
  LET through[S \in SUBSET G.node] ==
        IF S = {} THEN [m, n \in G.node |-> m = n \/ <<m, n>> \in G.edge]
        ELSE LET k == CHOOSE k \in S : TRUE
                 before == through[S \ {k}]
             IN [m, n \in G.node |-> before[m, n] \/ (before[m, k] /\ before[k, n])]
  IN through[G.node]
AreConnectedIn(m, n, G) == m \in G.node /\ n \in G.node /\ ConnectionsIn(G)[m, n]
IsStronglyConnected(G) == LET linked == ConnectionsIn(G) IN \A m, n \in G.node : linked[m, n]
IsTreeWithRoot(G, root) ==
  LET linked == ConnectionsIn(G)
  IN /\ IsDirectedGraph(G)
     /\ root \in G.node
     /\ \A e \in G.edge : e[1] # root /\ \A f \in G.edge : e[1] = f[1] => e = f
     /\ \A n \in G.node : linked[n, root]
GraphUnion(G, H) == [node |-> G.node \cup H.node, edge |-> G.edge \cup H.edge]
IsBipartiteWithPartitions(G, U, V) ==
  /\ U \cap V = {}
  /\ G.node \subseteq (U \cup V)
  /\ \A e \in G.edge : e \in (U \X V) \cup (V \X U)
HasCycle(G) ==
  LET linked == ConnectionsIn(G)
  IN \E e \in G.edge : linked[e[2], e[1]]
IsDag(G) == IsDirectedGraph(G) /\ ~HasCycle(G)
Successors(G, n) == {m \in G.node : <<n, m>> \in G.edge}
AllSuccessors(G, S) == UNION {Successors(G, n) : n \in S}
Predecessors(G, n) == {m \in G.node : <<m, n>> \in G.edge}
AllPredecessors(G, S) == UNION {Predecessors(G, n) : n \in S}
LOCAL Reachable(G) == TransitiveClosure([m, n \in G.node |-> <<m, n>> \in G.edge], G.node)
Ancestors(G, n) == LET reach == Reachable(G) IN {m \in G.node : reach[m, n]}
Descendants(G, n) == LET reach == Reachable(G) IN {m \in G.node : reach[n, m]}
InDegree(G, n) == Cardinality(Predecessors(G, n))
OutDegree(G, n) == Cardinality(Successors(G, n))
Roots(G) == {n \in G.node : InDegree(G, n) = 0}
Leaves(G) == {n \in G.node : OutDegree(G, n) = 0}
EmptyGraph == [node |-> {}, edge |-> {}]
Graphs(S) == [node : {S}, edge : SUBSET (S \X S)]
====
