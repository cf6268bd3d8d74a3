"""Charts and device drawings of a datasheet as reportlab drawings, which renderers place or write as SVG."""
