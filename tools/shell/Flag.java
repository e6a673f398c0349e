package tools.shell;

import java.util.Locale;

/** Every flag, with the variable that stands in for it. */
public enum Flag {
    ACCESS_TOKEN("TOKEN", "SENTRY_ACCESS_TOKEN",
        "Sentry token (the variable is safer: a command line shows in process lists); SENTRY_AUTH_TOKEN is read "
            + "too"),
    HOST("HOST[:PORT]", "SENTRY_HOST", "Sentry host, without protocol (default sentry.io)"),
    URL("URL", "SENTRY_URL", "the same as a host, host:port or https URL; wins over SENTRY_HOST"),
    INSECURE_HTTP("", "", "speak plain HTTP to a self-hosted host"),
    ORGANIZATION_SLUG("SLUG", "", "bind the session to one organization"),
    PROJECT_SLUG("SLUG", "", "bind the session to one project"),
    SKILLS("LIST", "MCP_SKILLS", "grant only these skills (default: all)"),
    ALL_SKILLS("", "", "grant every skill, whatever MCP_SKILLS says"),
    DISABLE_SKILLS("LIST", "MCP_DISABLE_SKILLS", "take these skills away"),
    READ_ONLY("", "", "offer only tools that change nothing"),
    TOOLS("LIST", "", "offer only these of the granted tools, by name; * stands for any letters (get_issue_*)"),
    EXCLUDE_TOOLS("LIST", "", "do not offer these tools, by name; the same"),
    OPENAI_BASE_URL("URL", "",
        "OpenAI-compatible API for natural-language search; by flag only, https (default "
            + "https://api.openai.com/v1)"),
    OPENAI_MODEL("NAME", "OPENAI_MODEL", "its model (default gpt-5)"),
    CLIENT_ID("ID", "SENTRY_CLIENT_ID", "the application as which login asks Sentry for a token"),
    MCP_URL("URL", "MCP_URL", "where search_docs asks; https (default https://mcp.sentry.dev)"),
    SENTRY_DSN("DSN", "",
        "where this server reports its own errors and timing; empty turns it off, and so does DO_NOT_TRACK=1"),
    HIDE_UNUSABLE("", "",
        "hide tools that the token's scopes do not allow; the first list of tools waits for Sentry to say"),
    NO_VIEWS("", "", "offer clients no views (MCP Apps) beside the answers"),
    ANSWER_SIZE("N", "", "most characters of an answer (default: what the client is known to pass on, else 20000)"),
    SCOPES("LIST", "MCP_SCOPES", "deprecated: offer only tools whose token scopes are among these"),
    ADD_SCOPES("LIST", "MCP_ADD_SCOPES", "deprecated: the same, in addition to the reading scopes"),
    HELP("", "", "show this text"),
    VERSION("", "", "show the version");

    /** What stands behind the flag, such as HOST[:PORT]; "" when it takes no value. */
    public final String value;
    /** The variable that stands in for it, or "". */
    public final String variable;
    public final String about;
    private final String flag = "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');

    Flag(String value, String variable, String about) {
        this.value = value;
        this.variable = variable;
        this.about = about;
    }

    /** "--host=HOST[:PORT]" */
    public String usage() { return flag() + (value.isEmpty() ? "" : "=" + value); }

    public String flag() { return flag; }
}
