//FILES tools/views/issue.html=issue.html
//FILES tools/views/page.html=page.html
//FILES tools/views/series.html=series.html
//FILES tools/views/trace.html=trace.html

/**
 * The views of MCP Apps, as files: a page for all of them, and what each adds to it.
 */
package tools.views;
