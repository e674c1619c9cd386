---- MODULE HTML ----
LOCAL INSTANCE Sequences
LOCAL INSTANCE SequencesExt
\* `parts` with `by` between them; what is empty at the beginning is left out.
LOCAL joined(parts, by) == FoldLeft(LAMBDA text, part : IF text = "" THEN part ELSE text \o by \o part, "", parts)
LOCAL lines(parts) == joined(parts, "\n")
LOCAL element(opening, children, closing) == lines(<<opening, lines(children), closing>>)
LOCAL attribute(name, value) == " " \o name \o "=\"" \o value \o "\""
LOCAL classes(names) == joined(names, " ")

HTMLFill(string, args) == FoldLeft(LAMBDA text, pair : ReplaceFirstSubSeq(pair[2], pair[1], text), string, args)
HTMLDocument(header, body, list_of_scripts) ==
  lines(<<"<!DOCTYPE html>", "<html>", header, body, lines(list_of_scripts), "</html>">>)

HTMLAttribute(name, value) == name \o ": " \o value \o ";"
HTMLClass(classname, attribute_list) == element(classname \o " {", attribute_list, "}")
HTMLDefaultStyle ==
  lines(<<HTMLClass(".default_grid", <<HTMLAttribute("display", "grid")>>),
          HTMLClass(".default_box", <<HTMLAttribute("border", "1px solid black")>>),
          HTMLClass(".default_circle", <<HTMLAttribute("border-radius", "50%")>>)>>)
HTMLStyleSheet(class_list) == lines(<<"<style type=\"text/css\">", HTMLDefaultStyle, lines(class_list), "</style>">>)
HTMLSize(width, height) == joined(<<HTMLAttribute("width", width), HTMLAttribute("height", height)>>, " ")
HTMLFlexCenterAttributes ==
  lines(<<HTMLAttribute("display", "flex"), HTMLAttribute("align-items", "center"),
          HTMLAttribute("justify-content", "center")>>)

HTMLScriptFile(name) == "<script" \o attribute("src", name) \o "></script>"
HTMLScript(children) == element("<script>", children, "</script>")
HTMLLink(name, type) == "<link" \o attribute("href", name) \o attribute("rel", type) \o "/>"
HTMLHeader(title, list_of_links, class_list) ==
  lines(<<"<head>", "<meta charset=\"UTF-8\">", "<title>" \o title \o "</title>", lines(list_of_links),
          HTMLStyleSheet(class_list), "</head>">>)

HTMLBody(body) == lines(<<"<body>", body, "</body>">>)
HTMLNewLine == "<br>"
HTMLText(id, text) == lines(<<"<span" \o attribute("id", id) \o ">", text, "</span>">>)
HTMLFrame(id, children) == element("<div" \o attribute("id", id) \o ">", children, "</div>")
HTMLGridContainer(id, class_list, children) ==
  element("<div" \o attribute("id", id) \o attribute("class", "default_grid " \o classes(class_list)) \o ">",
          children, "</div>")
HTMLBox(id, class_list, size, children) ==
  LET attributes ==
        attribute("id", id) \o attribute("class", "default_box " \o classes(class_list)) \o attribute("style", size)
  IN element("<div" \o attributes \o ">", children, "</div>")
HTMLCircle(id, class_list, size, children) == HTMLBox(id, <<"default_circle">> \o class_list, size, children)
HTMLSVG(id, viewBox, size, svgString) ==
  LET attributes == attribute("id", id) \o attribute("viewBox", viewBox) \o attribute("style", size)
  IN lines(<<"<svg" \o attributes \o ">", svgString, "</svg>">>)

\* For the library LeaderLine, which draws an arrow from one element to another.
HTMLJSLineElems(fromID, destID) ==
  "document.getElementById(\"" \o fromID \o "\"), document.getElementById(\"" \o destID \o "\")"
LOCAL leaderLine(fromID, destID, options) ==
  "new LeaderLine(" \o HTMLJSLineElems(fromID, destID) \o ", " \o options \o "})"
HTMLJSLine(fromID, destID, color, size) ==
  leaderLine(fromID, destID, "{color: '" \o color \o "', size: " \o size)
HTMLJSLineDash(fromID, destID, color, size) ==
  leaderLine(fromID, destID, " {color: '" \o color \o "', size: " \o size \o ", dash: true")
HTMLJSKeyListener(events) ==
  lines(<<"window.onkeyup = function(event) {", "let key = event.key.toUpperCase();", lines(events), "}">>)
====
