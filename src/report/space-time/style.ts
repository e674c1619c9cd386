import { cssProperties, dark, light } from '../palette.js';

/** The diagram's style sheet: a tool that fills the window, in the colours of the report. */
export const diagramStyle = `
:root{color-scheme:light;${cssProperties(light)}}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${cssProperties(dark)}}}
:root[data-theme=dark]{color-scheme:dark;${cssProperties(dark)}}
*{box-sizing:border-box}
[hidden]{display:none!important}
html,body{height:100%}
body{margin:0;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:14.5px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
h1,h2{font-family:"Iowan Old Style","Palatino Linotype",Palatino,"Book Antiqua","DejaVu Serif",Georgia,serif;font-weight:600;letter-spacing:-.01em;text-wrap:balance}
h1{font-size:1.42rem;line-height:1.2;margin:0}
h2{display:flex;gap:.45rem;align-items:center;font-size:1.3rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
h3{font-size:.82rem;font-weight:650;color:var(--faint);margin:0 0 .35rem}
code{font:.9em/1.45 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
:focus-visible{outline:2px solid var(--accent);outline-offset:1px;border-radius:4px}
button,select,input{font:inherit;color:var(--ink)}
.good{color:var(--good)}.bad{color:var(--bad)}.unsure{color:var(--unsure)}.faint{color:var(--faint);margin:.1rem 0 .6rem;font-size:.9em}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:end;padding:.85rem 1.25rem .7rem;border-bottom:1px solid var(--line)}
header .titles{flex:1 1 30rem;min-width:0}
.eyebrow{color:var(--faint);font-size:.84rem;overflow-wrap:anywhere}
.verdict{display:inline-flex;gap:.35rem;align-items:baseline;margin-left:.6rem;padding:.02rem .6rem .06rem;border-radius:99px;border:1.5px solid currentColor;font:600 .84rem/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;letter-spacing:0;white-space:nowrap;vertical-align:.18em}
#controls{display:flex;flex-wrap:wrap;gap:.4rem;align-items:center}
#controls button,#controls select{height:2rem;padding:0 .7rem;background:var(--panel);border:1px solid var(--line);border-radius:7px;cursor:pointer}
#controls button:hover,#controls select:hover{border-color:var(--faint)}
#controls .joined{display:flex}
#controls .joined button{border-radius:0;margin-left:-1px;min-width:2.1rem}
#controls .joined button:first-child{border-radius:7px 0 0 7px;margin-left:0}
#controls .joined button:last-child{border-radius:0 7px 7px 0}
#blame{color:var(--bad)!important;border-color:var(--bad)!important;font-weight:600}
.search{position:relative}
.search input{height:2rem;width:15.5rem;padding:0 5.6rem 0 .7rem;background:var(--paper);border:1px solid var(--line);border-radius:7px}
.search output{position:absolute;right:.6rem;top:.42rem;font-size:.78rem;color:var(--faint);pointer-events:none;background:var(--paper);padding-left:.3rem}
main{flex:1;min-height:0;display:grid;grid-template-columns:minmax(0,1fr) 46px minmax(19rem,27rem)}
.stage{position:relative;min-width:0;min-height:0}
#scroller{position:absolute;inset:0;overflow:auto;scrollbar-gutter:stable;overscroll-behavior:contain;scrollbar-width:thin;scrollbar-color:var(--line) transparent}
#scroller:focus-visible{outline-offset:-2px}
#canvas{position:sticky;display:block;top:0;left:0;touch-action:pan-x pan-y}
#tip{position:absolute;max-width:min(30rem,80%);padding:.25rem .55rem;background:var(--panel);border:1px solid var(--line);border-radius:6px;box-shadow:0 6px 24px rgb(0 0 0/.14);font-size:.82rem;pointer-events:none;overflow:hidden;display:-webkit-box;-webkit-line-clamp:3;-webkit-box-orient:vertical;overflow-wrap:anywhere}
#map{width:46px;height:100%;cursor:ns-resize;border-left:1px solid var(--line);border-right:1px solid var(--line);touch-action:none}
aside{display:flex;flex-direction:column;min-height:0;background:var(--panel)}
aside .bar{display:flex;justify-content:space-between;padding:.55rem 1.1rem 0}
#panel{flex:1;overflow:auto;overflow-wrap:anywhere;padding:.7rem 1.1rem 1.5rem;scrollbar-width:thin;scrollbar-color:var(--line) transparent}
#panel section{margin-top:1.1rem}
#panel>section:first-child{margin-top:.2rem}
.place{margin:.2rem 0 0;color:var(--faint);font-size:.88rem}
.symbol{display:inline-flex;flex:none}
.symbol svg{display:block}
button.link{border:0;background:none;color:var(--accent);padding:0 .15rem;cursor:pointer;font-size:.92em;text-decoration:underline;text-underline-offset:.18em}
dl{margin:0}
dd{margin:0;min-width:0;overflow-wrap:anywhere}
dl.entries{display:grid;grid-template-columns:fit-content(45%) 1fr;gap:.08rem .9rem}
dl.entries dt{color:var(--faint)}
dl.state>dt{margin-top:.5rem;font-weight:600}
dl.state>dt.changed code{background:color-mix(in srgb,var(--accent) 16%,transparent);border-radius:4px;padding:.05rem .3rem;margin-left:-.3rem}
dl.state>dd{padding-left:.8rem;border-left:2px solid var(--line)}
dl.changes dt{margin-top:.45rem;color:var(--faint)}
dl.changes dd{display:flex;flex-wrap:wrap;gap:.15rem .5rem;align-items:baseline}
.was{color:var(--bad)}.now{color:var(--good)}.arrow,.label{color:var(--faint);font-size:.86em}
.changes .label{flex-basis:100%;margin-top:.15rem}
ul.messages,ul.legend{list-style:none;margin:0;padding:0}
ul.messages li{margin:.25rem 0}
.direction{display:inline-block;width:1.3rem;color:var(--accent);font-weight:600}
.body{display:block;margin:.05rem 0 .2rem 1.3rem;color:var(--faint);font-size:.82em}
button.row{display:flex;gap:.5rem;align-items:center;width:calc(100% + .8rem);margin-left:-.4rem;padding:.18rem .4rem;border:0;border-radius:6px;background:none;text-align:left;cursor:pointer}
button.row:hover{background:color-mix(in srgb,var(--ink) 6%,transparent)}
button.row[aria-pressed=true]{background:color-mix(in srgb,var(--accent) 18%,transparent)}
.legend .name{flex:1;min-width:0;overflow-wrap:anywhere}
.count{color:var(--faint);font-variant-numeric:tabular-nums}
.faults li{display:flex;gap:.6rem;align-items:center;padding:.15rem 0}
.fault{flex:none;width:14px;height:22px}
.fault.down{background:repeating-linear-gradient(-45deg,var(--bad) 0 1px,transparent 1px 5px);background-color:color-mix(in srgb,var(--bad) 14%,transparent)}
.fault.pause{border:solid var(--unsure);border-width:0 2.5px;width:7px;margin:0 3.5px}
.fault.cut{border-left:2.5px solid var(--bad);margin-left:6px;width:8px}
.fault.link{border-left:2.5px dotted var(--bad);margin-left:6px;width:8px}
.fault.clock{border-left:2.5px dashed var(--faint);margin-left:6px;width:8px}
.fault.disk{border:dotted var(--faint);border-width:0 2.5px;width:7px;margin:0 3.5px}
.outcome{border:1px solid var(--line);border-left:4px solid currentColor;border-radius:8px;background:var(--paper);padding:.75rem .9rem .8rem}
.outcome>*{color:var(--ink)}
.outcome h3{color:inherit;font-size:1rem;margin:0}
.outcome.good h3{color:var(--good)}.outcome.bad h3{color:var(--bad)}.outcome.unsure h3{color:var(--unsure)}
.because{margin:.3rem 0 .4rem}
.outcome .faint{color:var(--faint);margin:.1rem 0}
details.attempt{margin-top:.55rem;padding-top:.45rem;border-top:1px solid var(--line)}
summary{cursor:pointer;width:fit-content}
.attempt>summary{font-weight:600}
.attempt>summary span{font-weight:400;margin-left:.4rem;font-size:.88em}
h3.others{margin-top:1rem!important;color:var(--faint)!important;font-size:.82rem!important}
.conjuncts{list-style:none;margin:.35rem 0 .2rem;padding:0}
.conjuncts .conjuncts{margin-left:1.2rem}
.conjuncts li{display:grid;grid-template-columns:1.2rem 1fr;margin:.12rem 0}
.conjuncts .mark{font-weight:700}
.conjuncts .true>.mark{color:var(--good)}
.conjuncts .false>.mark,.conjuncts .error>.mark{color:var(--bad)}
.conjuncts .not-reached{color:var(--faint)}
.conjuncts .false>code:first-of-type,.conjuncts .error>code:first-of-type{font-weight:650}
.sides,.conjuncts li>.conjuncts{grid-column:2}
.sides{display:flex;flex-wrap:wrap;gap:.1rem .5rem;align-items:baseline;color:var(--bad);font-size:.94em}
.true>.sides{color:var(--faint)}
footer{display:flex;flex-wrap:wrap;gap:.15rem 1.4rem;padding:.4rem 1.25rem .45rem;border-top:1px solid var(--line);color:var(--faint);font-size:.8rem}
footer code{font-size:.95em}
#keys summary{color:var(--faint)}
#keys dl{position:fixed;right:1.25rem;bottom:2.4rem;display:grid;grid-template-columns:auto 1fr;gap:.2rem 1rem;padding:.9rem 1.1rem;background:var(--panel);border:1px solid var(--line);border-radius:9px;box-shadow:0 10px 40px rgb(0 0 0/.2);font-size:.88rem;z-index:3;color:var(--ink)}
#keys dt{white-space:nowrap}
kbd{font:.88em ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;border:1px solid var(--line);border-bottom-width:2px;border-radius:4px;padding:.02rem .35rem;background:var(--paper)}
#paper{display:none}
noscript{padding:1.25rem}
@media (max-width:820px){main{grid-template-columns:minmax(0,1fr) 30px;grid-template-rows:minmax(0,3fr) minmax(0,2fr)}#map{width:30px}aside{grid-column:1/-1;border-top:1px solid var(--line)}header{padding:.7rem .9rem}.search input{width:11rem}footer{display:none}}
@media print{:root,:root:not([data-theme=light]),:root[data-theme=dark]{color-scheme:light;${cssProperties(light)}}html,body{height:auto}body{display:block;background:#fff;font-size:10pt}#controls,#map,.stage,footer .screen,aside .bar{display:none!important}main{display:block}#paper{display:block}#paper svg{max-width:100%;height:auto}aside,#panel{display:block;overflow:visible;background:none;padding:0}aside{margin-top:1rem;break-inside:avoid}}
`.trim();
