import { narrowBelow } from './figure.js';
import { cssProperties, dark, light } from './palette.js';

/** The page's style sheet: light by default, dark where the reader's system or the page's switch says so, plain on paper. */
export const pageStyle = `
:root{color-scheme:light;${cssProperties(light)}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${cssProperties(dark)}}}
:root[data-theme=dark]{color-scheme:dark;${cssProperties(dark)}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth;scroll-padding-top:4.5rem}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
main,header>div,footer{max-width:60rem;margin:0 auto;padding:0 1.5rem}
h1,h2,figure h3{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua","DejaVu Serif",Georgia,serif;font-weight:600;letter-spacing:-.01em;text-wrap:balance}
h1{font-size:clamp(1.9rem,1.2rem + 3vw,3.1rem);line-height:1.12;margin:.4rem 0 .8rem}
h2{font-size:1.7rem;line-height:1.2;margin:0 0 .4rem}
figure h3{font-size:1.3rem;line-height:1.25;margin:0 0 .35rem}
.skip{position:absolute;left:-999rem}.skip:focus{left:1rem;top:.5rem;z-index:2;background:var(--paper);padding:.3rem .6rem}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
a{color:var(--accent);text-underline-offset:.18em}
:focus-visible{outline:2px solid var(--accent);outline-offset:3px;border-radius:2px}
code{font:.86em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
header{padding:2.75rem 0 0}
.eyebrow{display:flex;flex-wrap:wrap;gap:.35rem 1rem;align-items:baseline;color:var(--faint);font-size:.9rem}
.eyebrow b{color:var(--ink);letter-spacing:.02em}
.eyebrow button{font:inherit;color:var(--faint);background:none;border:1px solid var(--line);border-radius:99px;padding:.15rem .8rem;cursor:pointer}
.eyebrow #unfold{margin-left:auto}.eyebrow #unfold[hidden]+button{margin-left:auto}
.eyebrow button:hover{color:var(--ink);border-color:var(--faint)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(max(9.5rem,100%/var(--columns) - 1px),1fr));gap:0;margin:1.75rem 0 0;padding:0;list-style:none;border-top:1px solid var(--line)}
.tiles li{padding:1rem 1rem 1.1rem 0}
.tiles .value{display:block;white-space:nowrap;font:600 1.5rem/1.3 "Iowan Old Style","Palatino Linotype",Palatino,"DejaVu Serif",Georgia,serif;font-variant-numeric:lining-nums tabular-nums}
.tiles .label{display:block;font-weight:600;font-size:.95rem;margin-top:.15rem}
.tiles .note{display:block;color:var(--faint);font-size:.85rem;line-height:1.4;margin-top:.15rem}
.good{color:var(--good)}.bad{color:var(--bad)}.unsure{color:var(--unsure)}
.news{margin:1.5rem 0 1.75rem;padding:1rem 0 0;list-style:none;border-top:1px solid var(--line);columns:2 22rem;column-gap:2.75rem;font-size:.95rem;line-height:1.45}
.news li{break-inside:avoid;padding:.16rem 0 .16rem 1.35rem;text-indent:-1.35rem}
.news li>span,.line>span{font-weight:600;white-space:nowrap}
.news a{color:var(--ink);text-decoration-color:var(--line)}.news a:hover{text-decoration-color:currentColor}
nav{position:sticky;top:0;z-index:1;background:var(--paper);border-bottom:1px solid var(--line);border-top:1px solid var(--line);margin-top:.5rem}
nav ol{display:flex;flex-wrap:wrap;gap:.1rem 1.25rem;max-width:60rem;margin:0 auto;padding:.55rem 1.5rem;list-style:none;font-size:.9rem}
nav a{color:var(--faint);text-decoration:none}
nav a:hover{color:var(--ink)}
figure{margin:0;padding:2.5rem 0 2rem;min-width:0}
main>section{border-bottom:1px solid var(--line)}
.kind{padding:3rem 0 0}.kind p{margin:0;color:var(--faint)}
.fold{margin:0}.fold>summary{padding:.15rem 0;font-size:.95rem}
figure:has(>.fold:not([open])),section:has(>.fold:not([open])){padding-bottom:1.6rem}
figure:has(>.fold),section:has(>.fold)>.kind{padding-top:1.9rem}
figcaption .line,.kind .line{margin:0 0 .35rem;color:var(--faint)}
.within{columns:2 20rem;column-gap:2.75rem;margin:0 0 .4rem;padding:0;list-style:none;font-size:.9rem;line-height:1.4}
.within li{break-inside:avoid;padding:.1rem 0}.within a{color:var(--faint);text-decoration:none}.within a:hover{color:var(--ink);text-decoration:underline}
.reading,.fold>.kind{padding:1rem 0 0;margin:0}.reading p{margin:0 0 1.25rem;color:var(--faint);max-width:44rem}
.figures{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);column-gap:2.75rem}
.figures>figure{grid-column:1/-1;padding:2rem 0 1.75rem}.figures>.compact{grid-column:auto}
figcaption p{margin:0 0 1.25rem;color:var(--faint);max-width:44rem}
.chart svg{display:block;max-width:100%;height:auto}
.waffle{display:block;margin-top:.7rem;max-width:100%;height:auto}
.chart .narrow{display:none}
details{margin-top:1rem}
summary{cursor:pointer;color:var(--accent);font-size:.92rem;width:fit-content}
.scroll{overflow-x:auto;margin-top:.8rem}
table{border-collapse:collapse;font-size:.88rem;line-height:1.4;width:100%}
th,td{text-align:left;vertical-align:top;padding:.45rem 1rem .45rem 0;border-bottom:1px solid var(--line)}
th{font-weight:600;color:var(--faint);white-space:nowrap;border-bottom-color:var(--faint)}
td{font-variant-numeric:tabular-nums;max-width:24rem}
.again code{font-size:.8em;overflow-wrap:normal}
.n{text-align:right;white-space:nowrap}
.mark{white-space:nowrap;font-weight:600}
.source{margin:1rem 0 0;font-size:.85rem;color:var(--faint)}
.exhibits{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);column-gap:2.75rem}.exhibit:has(details[open]){grid-column:1/-1}
.exhibit{padding:.9rem 0 1rem;border-top:1px solid var(--line)}
.exhibit h3{font-size:1.02rem;line-height:1.35;margin:0 0 .2rem}
.exhibit p{margin:0;max-width:44rem;font-size:.95rem}
.exhibit .lesson{color:var(--faint)}
.exhibit details{margin-top:.45rem}
.exhibit svg{display:block;max-width:none}
.exhibit p.source{margin-top:.6rem}
pre{font:.8rem/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--panel);border-radius:6px;padding:.7rem .9rem;margin:.7rem 0;overflow-x:auto}
dl{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.3rem 1.25rem;font-size:.9rem;margin:0}
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
footer{padding-top:1.75rem;padding-bottom:3.5rem;color:var(--faint);font-size:.88rem}
#vg-tooltip-element.vg-tooltip{font:13px/1.45 system-ui,"DejaVu Sans",sans-serif;background:var(--panel);color:var(--ink);border:1px solid var(--line);border-radius:6px;box-shadow:0 6px 24px rgb(0 0 0/.16);padding:.5rem .7rem}
#vg-tooltip-element.vg-tooltip td.key{color:var(--faint)}
.vega-embed{padding:0!important;width:100%;display:block!important}
@media (max-width:${narrowBelow}px){main,header>div,footer,nav ol{padding-left:1.1rem;padding-right:1.1rem}.eyebrow #unfold{margin-left:0}header{padding-top:1.5rem}.chart{overflow-x:auto}.chart .wide svg{max-width:none}.chart .narrow{display:block}.chart:has(.narrow:not(:empty)) .wide{display:none}.figures,.exhibits{grid-template-columns:minmax(0,1fr)}nav ol{flex-wrap:nowrap;overflow-x:auto;white-space:nowrap;scrollbar-width:none;mask-image:linear-gradient(90deg,#000 calc(100% - 3rem),transparent)}.tiles{grid-template-columns:1fr 1fr}dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}}
@media print{:root,:root:not([data-theme=light]),:root[data-theme=dark]{color-scheme:light;${cssProperties(light)}}body{font-size:10.5pt;background:#fff}nav,button,.skip,.within,.fold>summary,.chart+details,.exhibit details,.exhibits+details{display:none!important}header{padding-top:0}.fold::details-content{content-visibility:visible!important;display:block!important;block-size:auto!important}h1{font-size:26pt}.tiles{grid-template-columns:repeat(var(--columns),1fr);margin-top:1rem}figure,.figures>figure{break-inside:avoid;padding:.8rem 0}#expected,#exploration,#conformance,#left-out{break-inside:auto}#goals .chart svg{max-height:22cm}.kind{padding-top:1rem}h2,h3,.kind,figcaption{break-after:avoid}.kind,figcaption{break-inside:avoid}#verification .chart svg{max-height:12cm}.exhibit,tr{break-inside:avoid}a{color:inherit}thead{display:table-header-group}}
`.trim();
