package tools.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How each MCP client wants to be told of this server: which file, which keys, and how it refers to a variable. The
 * token never stands in a file; a client that cannot refer to variables starts the server through a login shell, which
 * knows them.
 */
public final class Clients {
    /** The variable that holds the token. */
    public static final String TOKEN = "SENTRY_ACCESS_TOKEN";
    /** The server's name in every client. */
    private static final String NAME = "sentry";
    /**
     * What JBang is given, so that it starts this program in any folder: with settings of no folder (a folder holds
     * none), and with the script's URL, which JBang looks up in no catalog and in no folder. {@code NAME@CATALOG},
     * {@code --catalog} and coordinates are looked up in the working folder first (JBang 0.132.1).
     */
    public static final List<String> FROM_URL =
        List.of("--config=/", "https://github.com/getsentry/sentry-mcp-jvm/blob/HEAD/SentryMcp.java");

    /**
     * A client's configuration.
     *
     * @param id     as given to {@code sentry-mcp config}
     * @param name   as people call it
     * @param file   where the text goes
     * @param format json, toml or yaml
     * @param text   the configuration, ending with a line break
     * @param note   what else to know, or ""
     */
    public record Configuration(String id, String name, String file, String format, String text, String note) {}

    private static final String EXPORT = "Set " + TOKEN + " in the environment in which it starts.";
    private static final String LOGIN = "It cannot refer to variables, so a login shell starts the server: export "
        + TOKEN + " in ~/.profile (which must print nothing). "
        + "On Windows, set it for your account and put the command itself under \"command\".";

    private Clients() {}

    public static List<String> ids() {
        return List.of("claude-desktop", "claude-code", "cursor", "vscode", "visual-studio", "jetbrains", "windsurf",
            "zed", "codex", "gemini-cli", "opencode", "cline", "goose");
    }

    /**
     * The configuration of one client.
     *
     * @param launch the command line that starts the server: program first, with its absolute path
     * @return null when no client has this id
     */
    public static Configuration of(String id, List<String> launch) {
        return switch (id) {
            case "claude-desktop" -> new Configuration(id, "Claude Desktop",
                "claude_desktop_config.json (Settings > Developer > Edit Config; macOS: ~/Library/Application "
                    + "Support/Claude/, Windows: %APPDATA%\\Claude\\)",
                "json", servers("mcpServers", viaLoginShell(launch)), LOGIN);
            case "claude-code" -> new Configuration(id, "Claude Code", ".mcp.json in the project", "json",
                servers("mcpServers", with(command(launch), "env", "${" + TOKEN + "}")), EXPORT);
            case "cursor" ->
                new Configuration(id, "Cursor", "~/.cursor/mcp.json, or .cursor/mcp.json in the project", "json",
                    servers("mcpServers", with(command(launch), "env", "${env:" + TOKEN + "}")), EXPORT);
            case "vscode" -> new Configuration(id, "VS Code",
                ".vscode/mcp.json, or mcp.json of the profile (command \"MCP: Open User Configuration\")", "json",
                withInput(launch), "VS Code asks for the token once and keeps it in its secret storage.");
            case "visual-studio" -> new Configuration(id, "Visual Studio",
                "%USERPROFILE%\\.mcp.json, or .mcp.json beside the solution", "json",
                withInput(launch), "Visual Studio asks for the token when it starts the server.");
            case "jetbrains" -> new Configuration(id, "JetBrains",
                "Settings > Tools > AI Assistant > Model Context Protocol (MCP), as JSON; Junie: ~/.junie/mcp/mcp.json",
                "json",
                servers("mcpServers", viaLoginShell(launch)), LOGIN);
            case "windsurf" -> new Configuration(id, "Windsurf", "~/.codeium/windsurf/mcp_config.json", "json",
                servers("mcpServers", with(command(launch), "env", "${env:" + TOKEN + "}")), EXPORT);
            case "zed" -> new Configuration(id, "Zed", "~/.config/zed/settings.json", "json",
                servers("context_servers", viaLoginShell(launch)), LOGIN);
            case "codex" -> new Configuration(id, "Codex", "~/.codex/config.toml", "toml", toml(launch), EXPORT);
            case "gemini-cli" -> new Configuration(id, "Gemini CLI",
                "~/.gemini/settings.json, or .gemini/settings.json in the project", "json",
                servers("mcpServers", with(command(launch), "env", "$" + TOKEN)), EXPORT);
            case "opencode" -> new Configuration(id, "opencode",
                "opencode.json in the project, or ~/.config/opencode/opencode.json", "json", opencode(launch),
                EXPORT + " opencode 2 reads the entry under mcp.servers.");
            case "cline" -> new Configuration(id, "Cline",
                "cline_mcp_settings.json (MCP Servers > Configure > Configure MCP Servers)", "json",
                servers("mcpServers", with(command(launch), "env", "${env:" + TOKEN + "}")), EXPORT);
            case "goose" -> new Configuration(id, "Goose",
                "~/.config/goose/config.yaml (Windows: %APPDATA%\\Block\\goose\\config\\config.yaml)", "yaml",
                goose(launch),
                "Goose takes the variable from its secrets (goose configure) or from the environment.");
            default -> null;
        };
    }

    private static String servers(String key, Map<String, Object> server) {
        return json(Map.of(key, Map.of(NAME, server)));
    }

    private static Map<String, Object> command(List<String> launch) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("command", launch.get(0));
        server.put("args", launch.subList(1, launch.size()));
        return server;
    }

    private static Map<String, Object> with(Map<String, Object> server, String key, String reference) {
        server.put(key, Map.of(TOKEN, reference));
        return server;
    }

    /** {@code sh -lc 'exec "$0" "$@"' program argument…}: the words reach the program unread by the shell. */
    private static Map<String, Object> viaLoginShell(List<String> launch) {
        List<String> words = new ArrayList<>(List.of("/bin/sh", "-lc", "exec \"$0\" \"$@\""));
        words.addAll(launch);
        return command(words);
    }

    private static String withInput(List<String> launch) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("type", "promptString");
        input.put("id", "sentry-access-token");
        input.put("description", "Sentry access token");
        input.put("password", true);
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("type", "stdio");
        server.putAll(command(launch));
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("inputs", List.of(input));
        all.put("servers", Map.of(NAME, with(server, "env", "${input:sentry-access-token}")));
        return json(all);
    }

    private static String opencode(List<String> launch) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("type", "local");
        server.put("command", launch);
        server.put("environment", Map.of(TOKEN, "{env:" + TOKEN + "}"));
        server.put("enabled", true);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("$schema", "https://opencode.ai/config.json");
        all.put("mcp", Map.of(NAME, server));
        return json(all);
    }

    /** Codex names the variables that it passes on. A first start may compile and download: it gets a minute. */
    private static String toml(List<String> launch) {
        return "[mcp_servers." + NAME + "]\ncommand = " + string(launch.get(0)) + "\nargs = "
            + inline(launch.subList(1, launch.size()))
            + "\nenv_vars = [" + string(TOKEN) + "]\nstartup_timeout_sec = 60\n";
    }

    private static String goose(List<String> launch) {
        return "extensions:\n  " + NAME + ":\n    enabled: true\n    type: stdio\n    name: " + NAME
            + "\n    description: Sentry\n    cmd: " + string(launch.get(0))
            + "\n    args: " + inline(launch.subList(1, launch.size())) + "\n    env_keys:\n      - " + TOKEN
            + "\n    timeout: 300\n";
    }

    // ---------------------------------------------------------------- JSON as people write it

    private static String json(Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value, "");
        return out.append('\n').toString();
    }

    private static void write(StringBuilder out, Object value, String indent) {
        boolean object = value instanceof Map<?, ?>;
        if (!object && !(value instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Map)) {
            out.append(value instanceof List<?> list ? inline(list)
                : value instanceof String text ? string(text) : String.valueOf(value));
            return;
        }
        String deeper = indent + "  ";
        String before = object ? "{\n" : "[\n";
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(before).append(deeper).append(string((String) entry.getKey())).append(": ");
                write(out, entry.getValue(), deeper);
                before = ",\n";
            }
        } else {
            for (Object each : (List<?>) value) {
                out.append(before).append(deeper);
                write(out, each, deeper);
                before = ",\n";
            }
        }
        out.append('\n').append(indent).append(object ? '}' : ']');
    }

    private static String inline(List<?> words) {
        StringBuilder out = new StringBuilder("[");
        for (Object word : words) out.append(out.length() > 1 ? ", " : "").append(string(String.valueOf(word)));
        return out.append(']').toString();
    }

    /** A quoted string, the same in JSON, TOML and YAML. */
    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') out.append('\\').append(c);
            else if (c < ' ' || c == 127) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.append('"').toString();
    }
}
