"""The parts of a document of LibreOffice that its rows stand in: styles, how it is printed, what it says of itself."""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from clas_api.exchange.leaves import Told

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

_SPACE = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": f"{_SPACE}:office:1.0",
        "style": f"{_SPACE}:style:1.0",
        "text": f"{_SPACE}:text:1.0",
        "table": f"{_SPACE}:table:1.0",
        "number": f"{_SPACE}:datastyle:1.0",
        "fo": f"{_SPACE}:xsl-fo-compatible:1.0",
        "meta": f"{_SPACE}:meta:1.0",
        "config": f"{_SPACE}:config:1.0",
        "manifest": f"{_SPACE}:manifest:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_VERSION = 'office:version="1.3"'


def _cell_style(name: str, data: str, more: str = "") -> str:
    said = f' style:data-style-name="{data}"' if data else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" style:parent-style-name="Default"{said}>'
        f'<style:table-cell-properties style:vertical-align="top" {more}/></style:style>'
    )


_FRENCH = 'number:language="fr" number:country="FR"'
_SEPARATED = 'number:min-integer-digits="1" number:grouping="true"'
_DAY = (
    '<number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/>'
)
_DATA = (
    f'<number:number-style style:name="n-whole" {_FRENCH}><number:number number:decimal-places="0" {_SEPARATED}/>'
    "</number:number-style>"
    f'<number:number-style style:name="n-tenths" {_FRENCH}><number:number number:decimal-places="1" {_SEPARATED}/>'
    "</number:number-style>"
    f'<number:currency-style style:name="n-amount" {_FRENCH}><number:number number:decimal-places="2"'
    f' number:min-decimal-places="2" {_SEPARATED}/><number:text>\u00a0</number:text>'
    f"<number:currency-symbol {_FRENCH}>€</number:currency-symbol>"
    "</number:currency-style>"
    f'<number:date-style style:name="n-day">{_DAY}</number:date-style>'
    f'<number:date-style style:name="n-moment">{_DAY}<number:text> </number:text>'
    '<number:hours number:style="long"/><number:text>:</number:text><number:minutes number:style="long"/>'
    "</number:date-style>"
    '<number:boolean-style style:name="n-yes_no"><number:boolean/></number:boolean-style>'
    '<number:text-style style:name="n-text"><number:text-content/></number:text-style>'
)
_CELLS = (
    *(_cell_style(kind, f"n-{kind}") for kind in ("whole", "tenths", "amount", "day", "moment", "yes_no")),
    _cell_style("text", "n-text", 'fo:wrap-option="wrap"'),
    (
        '<style:style style:name="heading" style:family="table-cell" style:parent-style-name="Default">'
        '<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap" fo:background-color="#e8e8e8"'
        ' fo:border-bottom="0.5pt solid #000000"/><style:text-properties fo:font-weight="bold"/></style:style>'
    ),
)

CONTENT_BEGIN = (
    f"{_HEAD}<office:document-content {_NAMES} {_VERSION}><office:automatic-styles>{_DATA}{''.join(_CELLS)}"
    '<style:style style:name="ta" style:family="table" style:master-page-name="Default">'
    '<style:table-properties table:display="true"/></style:style>{columns}'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
CONTENT_END = "</office:spreadsheet></office:body></office:document-content>"


def column_style(width: int) -> str:
    """Return the style of the columns of so many signs."""
    return (
        f'<style:style style:name="co{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width * 0.21:.2f}cm"/></style:style>'
    )


_MARGINS = "".join(
    f'<style:{part}-style><style:header-footer-properties fo:min-height="0.6cm"/></style:{part}-style>'
    for part in ("header", "footer")
)


def styles_of(told: Told) -> str:
    """Return how it is printed, on paper held sideways as wide as its columns, and in which language it is."""
    return (
        f"{_HEAD}<office:document-styles {_NAMES} {_VERSION}><office:styles>"
        '<style:default-style style:family="table-cell">'
        '<style:text-properties fo:language="fr" fo:country="FR" fo:font-size="10pt"/></style:default-style>'
        '<style:style style:name="Default" style:family="table-cell"/></office:styles>'
        '<office:automatic-styles><style:page-layout style:name="paper">'
        '<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape"'
        f' fo:margin="1.2cm" style:scale-to-X="1" style:scale-to-Y="0"/>{_MARGINS}</style:page-layout>'
        "</office:automatic-styles>"
        '<office:master-styles><style:master-page style:name="Default" style:page-layout-name="paper">'
        f"<style:header><text:p>{escape(told.title)}</text:p></style:header>"
        "<style:footer><text:p><text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p>"
        "</style:footer></style:master-page></office:master-styles></office:document-styles>"
    )


def settings_of(names: Sequence[str]) -> str:
    """Return how each leaf is opened: its heading and its first column stay where they are."""

    def item(name: str, value: int) -> str:
        kind = "short" if name.endswith("Mode") else "int"
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    frozen = {
        "HorizontalSplitMode": 2, "VerticalSplitMode": 2, "HorizontalSplitPosition": 1, "VerticalSplitPosition": 1,
        "ActiveSplitRange": 3, "PositionRight": 1, "PositionBottom": 1,
    }  # fmt: skip
    items = "".join(item(*each) for each in frozen.items())
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(name)}>{items}</config:config-item-map-entry>"
        for name in names
    )
    return (
        f"{_HEAD}<office:document-settings {_NAMES} {_VERSION}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings" xmlns:ooo="http://openoffice.org/2004/office">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    )


def meta_of(told: Told) -> str:
    """Return what it says of itself: title, author, day, language."""
    return (
        f"{_HEAD}<office:document-meta {_NAMES} {_VERSION}><office:meta><dc:title>{escape(told.title)}</dc:title>"
        f"<dc:creator>{escape(told.author)}</dc:creator><dc:description>{escape(told.remark)}</dc:description>"
        f"<dc:language>fr-FR</dc:language><dc:date>{told.made_at:%Y-%m-%dT%H:%M:%S}</dc:date>"
        "</office:meta></office:document-meta>"
    )


MANIFEST = (
    f'{_HEAD}<manifest:manifest xmlns:manifest="{_SPACE}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{MEDIA_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)
