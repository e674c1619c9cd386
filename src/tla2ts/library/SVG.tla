---- MODULE SVG ----
LOCAL INSTANCE Integers
LOCAL INSTANCE Sequences
LOCAL INSTANCE TLC
LOCAL text(value) == ToString(value)
SVGElem(_name, _attrs, _children, _innerText) ==
  [name |-> _name, attrs |-> _attrs, children |-> _children, innerText |-> _innerText]
LOCAL leaf(name, own, given, inner) == SVGElem(name, own @@ given, <<>>, inner)
Line(x1, y1, x2, y2, attrs) ==
  leaf("line", [x1 |-> text(x1), y1 |-> text(y1), x2 |-> text(x2), y2 |-> text(y2)], attrs, "")
Circle(cx, cy, r, attrs) == leaf("circle", [cx |-> text(cx), cy |-> text(cy), r |-> text(r)], attrs, "")
Rect(x, y, w, h, attrs) ==
  leaf("rect", [x |-> text(x), y |-> text(y), width |-> text(w), height |-> text(h)], attrs, "")
Text(x, y, string, attrs) == leaf("text", [x |-> text(x), y |-> text(y)], attrs, string)
Image(x, y, width, height, href, attrs) ==
  leaf("image",
       ("xlink:href" :> href) @@ [x |-> text(x), y |-> text(y), width |-> text(width), height |-> text(height)],
       attrs, "")
Group(children, attrs) == SVGElem("g", attrs, children, "")
Svg(children, attrs) == SVGElem("svg", attrs, children, "")
SVGDoc(children, vbX, vbY, vbW, vbH, attrs) ==
  LET box == text(vbX) \o " " \o text(vbY) \o " " \o text(vbW) \o " " \o text(vbH)
      own == ("xmlns:xlink" :> "http://www.w3.org/1999/xlink")
             @@ ("xmlns" :> "http://www.w3.org/2000/svg") @@ ("viewBox" :> box)
  IN Svg(<<children>>, own @@ attrs)
SVGElemToString(elem) == CHOOSE string \in STRING : string # elem
NodeOfRingNetwork(cx, cy, r, n, m) == CHOOSE point \in [x : Int, y : Int] : {cx, cy, r, n, m} # {}
NodesOfDirectedMultiGraph(nodes, edges, options) ==
  CHOOSE places \in [nodes -> [x : Int, y : Int]] : {edges, options} # {}
PointOnLine(from, to, segment) ==
  [x |-> from.x + ((to.x - from.x) \div segment), y |-> from.y + ((to.y - from.y) \div segment)]
SVGSerialize(svg, prefix, number) ==
  LET IO == INSTANCE IOUtils
      file == prefix \o IO!zeroPadN(number, 3) \o ".svg"
      options == <<"WRITE", "CREATE", "TRUNCATE_EXISTING">>
  IN IO!Serialize(SVGElemToString(svg), file, [format |-> "TXT", charset |-> "UTF-8", openOptions |-> options])
====
