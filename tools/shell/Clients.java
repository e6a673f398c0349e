package tools.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.answer.Ascii;
import tools.json.Json;

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
     * @param id      as given to {@code sentry-mcp config}
     * @param name    as people call it
     * @param file    where the text goes
     * @param format  json, toml or yaml
     * @param text    the configuration, ending with a line break
     * @param note    what else to know, or ""
     * @param command a command line that adds the server, for a shell; "" where there is none
     * @param cap     tools of all servers together that it takes; 0 where nothing is known
     */
    public record Configuration(String id, String name, String file, String format, String text, String note,
        String command, int cap) {
        Configuration(String id, String name, String file, String format, String text, String note) {
            this(id, name, file, format, text, note, "", 0);
        }

        private Configuration followedBy(List<String> rest) {
            StringBuilder line = new StringBuilder(command).append(" --");
            for (String word : rest) line.append(' ').append(quoted(word));
            return new Configuration(id, name, file, format, text, note, line.toString(), cap);
        }

        private Configuration addedBy(String... words) {
            StringBuilder line = new StringBuilder();
            for (String word : words) line.append(line.length() == 0 ? "" : " ").append(quoted(word));
            return new Configuration(id, name, file, format, text, note, line.toString(), cap);
        }

        private Configuration capped(int most) {
            return new Configuration(id, name, file, format, text, note, command, most);
        }
    }

    private static final List<String> LOGIN_SHELL = List.of("/bin/sh", "-lc", "exec \"$0\" \"$@\"");
    private static final String EXPORT = "Set " + TOKEN + " in the environment in which it starts.";
    private static final String LOGIN = "It cannot refer to variables, so a login shell starts the server: export "
        + TOKEN + " in ~/.profile (which must print nothing). "
        + "On Windows, set it for your account and put the command itself under \"command\".";

    /**
     * How a client refers to a variable; what it calls itself is as measured in November 2026, or its id.
     *
     * @param reference with NAME for the variable's name; "" = it has no way
     */
    private record Way(String id, String name, String reference, String... calls) {}

    private static final List<Way> WAYS = List.of(
        new Way("claude-desktop", "Claude Desktop", "", "claude-ai"),
        new Way("claude-code", "Claude Code", "\"env\": {\"NAME\": \"${NAME}\"}"),
        new Way("cursor", "Cursor", "\"env\": {\"NAME\": \"${env:NAME}\"}"),
        new Way("vscode", "VS Code", "an entry in \"inputs\" and \"env\": {\"NAME\": \"${input:ID}\"}",
            "visual studio code", "code-server"),
        new Way("visual-studio", "Visual Studio", "an entry in \"inputs\" and \"env\": {\"NAME\": \"${input:ID}\"}",
            "visual studio"),
        new Way("jetbrains", "JetBrains", ""),
        new Way("junie", "Junie", ""),
        new Way("windsurf", "Windsurf", "\"env\": {\"NAME\": \"${env:NAME}\"}"),
        new Way("zed", "Zed", ""),
        new Way("codex", "Codex", "env_vars = [\"NAME\"]"),
        new Way("gemini-cli", "Gemini CLI", "\"env\": {\"NAME\": \"$NAME\"}"),
        new Way("qwen-code", "Qwen Code", "\"env\": {\"NAME\": \"$NAME\"}", "qwen-cli"),
        new Way("copilot-cli", "Copilot CLI", "\"env\": {\"NAME\": \"${NAME}\"}"),
        new Way("opencode", "opencode", "\"environment\": {\"NAME\": \"{env:NAME}\"}"),
        new Way("cline", "Cline", "", "@cline"),
        new Way("continue", "Continue", "NAME: ${{ secrets.NAME }}"),
        new Way("kiro", "Kiro", "\"env\": {\"NAME\": \"${NAME}\"}"),
        new Way("amp", "Amp", "\"env\": {\"NAME\": \"${NAME}\"}"),
        new Way("antigravity", "Antigravity", ""),
        new Way("goose", "Goose", "NAME under env_keys"),
        new Way("mcporter", "mcporter", "\"env\": {\"NAME\": \"${NAME}\"}"));

    private Clients() {}

    public static List<String> ids() {
        return List.of("claude-desktop", "claude-code", "cursor", "vscode", "visual-studio", "jetbrains", "junie",
            "windsurf", "antigravity", "zed", "codex", "gemini-cli", "qwen-code", "copilot-cli", "opencode",
            "opencode-2", "cline", "continue", "kiro", "amp", "goose", "mcporter");
    }

    /**
     * What to do about a setting that was not filled in, in sentences without the last one's full stop.
     *
     * @param client {@code clientInfo.name}, or "" where it is not known
     */
    static String wanted(Unfilled missing, String client) {
        String said = missing.said() + ". Nothing is sent to Sentry until that is put right. ";
        if (missing.filled()) return said + "Give the value alone, without anything around it";
        String variable = variable(missing.source());
        Way way = way(client);
        if (way == null)
            return said + "Clients differ in how they refer to a variable: sentry-mcp config CLIENT prints "
                + "what yours wants, for " + String.join(", ", ids());
        String wants = way.reference.isEmpty()
            ? way.name + " fills in nothing by itself: start the server through a login shell, and export " + variable
                + " in ~/.profile"
            : way.name + " wants " + way.reference.replace("NAME", variable)
                + (way.reference.contains("${input:") ? ", and asks for the value"
                    : ", and " + variable + " set in the environment in which it starts");
        return said + wants + "; sentry-mcp config " + way.id + " prints all of it";
    }

    /** The variable that a setting can come by: for a flag the one that stands in for it. */
    private static String variable(String source) {
        for (Flag flag : Flag.values())
            if (flag.flag().equals(source) && !flag.variable.isEmpty()) return flag.variable;
        return source.contains(":") ? source.substring(0, source.indexOf(':')) : source;
    }

    private static Way way(String client) {
        String name = client.toLowerCase(Locale.ROOT);
        for (Way way : WAYS) {
            if (name.startsWith(way.id) || name.startsWith(way.name.toLowerCase(Locale.ROOT))) return way;
            for (String calls : way.calls) if (name.startsWith(calls)) return way;
        }
        return null;
    }

    /**
     * The configuration of one client.
     *
     * @param launch the command line that starts the server: program first, with its absolute path
     * @return null when no client has this id
     */
    public static Configuration of(String id, List<String> launch) {
        Map<String, Object> shell = with(command(launch), "env", "${" + TOKEN + "}");
        Map<String, Object> dollar = with(command(launch), "env", "$" + TOKEN);
        Map<String, Object> env = with(command(launch), "env", "${env:" + TOKEN + "}");
        return switch (id) {
            case "claude-desktop" -> new Configuration(id, "Claude Desktop",
                "claude_desktop_config.json (Settings > Developer > Edit Config; macOS: ~/Library/Application "
                    + "Support/Claude/, Windows: %APPDATA%\\Claude\\)",
                "json", servers("mcpServers", viaLoginShell(launch)),
                LOGIN + " The app's Code tab reads Claude Code's configuration, but does not fill in ${" + TOKEN
                    + "}: this form works there, too.");
            case "claude-code" -> new Configuration(id, "Claude Code", ".mcp.json in the project", "json",
                servers("mcpServers", shell), EXPORT).addedBy("claude", "mcp", "add-json", NAME, Json.write(shell));
            case "cursor" ->
                new Configuration(id, "Cursor", "~/.cursor/mcp.json, or .cursor/mcp.json in the project", "json",
                    servers("mcpServers", env), EXPORT).capped(40);
            case "vscode" -> new Configuration(id, "VS Code",
                ".vscode/mcp.json, or mcp.json of the profile (command \"MCP: Open User Configuration\")", "json",
                withInput(launch), "VS Code asks for the token once and keeps it in its secret storage.")
                .addedBy("code", "--add-mcp", Json.write(named(env))).capped(128);
            case "visual-studio" -> new Configuration(id, "Visual Studio",
                "%USERPROFILE%\\.mcp.json, or .mcp.json beside the solution", "json",
                withInput(launch), "Visual Studio asks for the token when it starts the server.");
            case "jetbrains" -> new Configuration(id, "JetBrains",
                "Settings > Tools > AI Assistant > Model Context Protocol (MCP), as JSON", "json",
                servers("mcpServers", viaLoginShell(launch)), LOGIN);
            case "junie" -> new Configuration(id, "Junie",
                "~/.junie/mcp/mcp.json, or .junie/mcp/mcp.json in the project", "json",
                servers("mcpServers", viaLoginShell(launch)), LOGIN);
            case "windsurf" -> new Configuration(id, "Windsurf", "~/.codeium/windsurf/mcp_config.json", "json",
                servers("mcpServers", env), EXPORT).capped(100);
            case "antigravity" -> new Configuration(id, "Antigravity",
                "mcp_config.json (MCP Servers > Manage MCP Servers > View raw config)", "json",
                servers("mcpServers", viaLoginShell(launch)), LOGIN).capped(50);
            case "zed" -> new Configuration(id, "Zed", "~/.config/zed/settings.json", "json",
                servers("context_servers", viaLoginShell(launch)), LOGIN);
            case "codex" -> new Configuration(id, "Codex", "~/.codex/config.toml", "toml", toml(launch), EXPORT)
                .addedBy(words(launch, true, "codex", "mcp", "add", NAME));
            case "gemini-cli" -> new Configuration(id, "Gemini CLI",
                "~/.gemini/settings.json, or .gemini/settings.json in the project", "json",
                servers("mcpServers", dollar), EXPORT).addedBy("gemini", "mcp", "add", "--scope", "user",
                    "--env=" + TOKEN + "=$" + TOKEN, NAME, launch.get(0))
                .followedBy(launch.subList(1, launch.size()));
            case "qwen-code" -> new Configuration(id, "Qwen Code",
                "~/.qwen/settings.json, or .qwen/settings.json in the project", "json", servers("mcpServers", dollar),
                EXPORT + " Qwen Code hands servers OPENAI_API_KEY of its own provider: without --openai-base-url it is "
                    + "not used unless it is OpenAI's.")
                .addedBy("qwen", "mcp", "add", "--scope", "user",
                    "--env=" + TOKEN + "=$" + TOKEN, NAME, launch.get(0))
                .followedBy(launch.subList(1, launch.size()));
            case "copilot-cli" -> new Configuration(id, "Copilot CLI", "~/.copilot/mcp-config.json", "json",
                servers("mcpServers", copilot(shell)), EXPORT).addedBy(
                    words(launch, false, "copilot", "mcp", "add",
                        "--env", TOKEN + "=${" + TOKEN + "}", NAME));
            case "opencode" -> new Configuration(id, "opencode",
                "opencode.json in the project, or ~/.config/opencode/opencode.json", "json", opencode(launch, false),
                EXPORT + " opencode 2 has another form: config opencode-2.").addedBy(
                    words(launch, false,
                        "opencode", "mcp", "add", NAME, "--env", TOKEN + "={env:" + TOKEN + "}"));
            case "opencode-2" -> new Configuration(id, "opencode 2",
                "opencode.json in the project, or ~/.config/opencode/opencode.json", "json", opencode(launch, true),
                EXPORT);
            case "cline" -> new Configuration(id, "Cline",
                "~/.cline/data/settings/cline_mcp_settings.json for its command line; in an editor MCP Servers > "
                    + "Configure > Configure MCP Servers",
                "json", servers("mcpServers", withTimeout(viaLoginShell(launch))),
                "Only the editor's extension fills in variables, the command line does not, so a login shell starts "
                    + "the server in both: export " + TOKEN + " in ~/.profile (which must print nothing). Without "
                    + "\"timeout\" calls end after 60 s.")
                .addedBy(words(launch, true, "cline", "mcp", "install", NAME, "--yes"));
            case "continue" -> new Configuration(id, "Continue",
                ".continue/mcpServers/sentry.yaml in the project; its list also fits ~/.continue/config.yaml", "yaml",
                continued(launch), "Put " + TOKEN + "=… into ~/.continue/.env, or set it in the environment in which "
                    + "its command line starts.");
            case "kiro" -> new Configuration(id, "Kiro",
                "~/.kiro/settings/mcp.json, or .kiro/settings/mcp.json in the project", "json",
                servers("mcpServers", shell), EXPORT + " Kiro asks once whether it may use the variable.");
            case "amp" -> new Configuration(id, "Amp",
                "~/.config/amp/settings.json, or .amp/settings.json in the project", "json",
                servers("amp.mcpServers", shell), EXPORT);
            case "goose" -> new Configuration(id, "Goose",
                "~/.config/goose/config.yaml (Windows: %APPDATA%\\Block\\goose\\config\\config.yaml)", "yaml",
                goose(launch),
                "Goose takes the variable from its secrets (goose configure) or from the environment.");
            case "mcporter" -> new Configuration(id, "mcporter",
                "config/mcporter.json in the project, or ~/.mcporter/mcporter.json", "json",
                servers("mcpServers", shell), EXPORT).addedBy("mcporter", "config", "add", NAME, "--scope", "home",
                    "--command", launch.get(0), "--env", TOKEN + "=${" + TOKEN + "}")
                .followedBy(launch.subList(1, launch.size()));
            default -> null;
        };
    }

    /** A client's words, and behind two dashes what starts the server. @param login through a login shell */
    private static String[] words(List<String> launch, boolean login, String... client) {
        List<String> words = new ArrayList<>(List.of(client));
        words.add("--");
        if (login) words.addAll(LOGIN_SHELL);
        words.addAll(launch);
        return words.toArray(String[]::new);
    }

    /** A word as a POSIX shell takes it for one. */
    private static String quoted(String word) {
        boolean plain = !word.isEmpty();
        for (int i = 0; i < word.length(); i++)
            plain &= Ascii.letterOrDigit(word.charAt(i)) || "-_./:=@%+,".indexOf(word.charAt(i)) >= 0;
        return plain ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    private static Map<String, Object> named(Map<String, Object> server) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("name", NAME);
        named.putAll(server);
        return named;
    }

    private static Map<String, Object> copilot(Map<String, Object> server) {
        Map<String, Object> local = new LinkedHashMap<>();
        local.put("type", "local");
        local.putAll(server);
        local.put("tools", List.of("*"));
        return local;
    }

    /** Seconds. */
    private static Map<String, Object> withTimeout(Map<String, Object> server) {
        server.put("timeout", 300);
        return server;
    }

    private static String continued(List<String> launch) {
        return "name: Sentry\nversion: 1.0.0\nschema: v1\nmcpServers:\n  - name: " + NAME + "\n    command: "
            + string(launch.get(0)) + "\n    args: " + inline(launch.subList(1, launch.size())) + "\n    env:\n      "
            + TOKEN + ": ${{ secrets." + TOKEN + " }}\n";
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
        List<String> words = new ArrayList<>(LOGIN_SHELL);
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

    /** @param second whether for opencode 2, which has no "enabled" and one level more */
    private static String opencode(List<String> launch, boolean second) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("type", "local");
        server.put("command", launch);
        server.put("environment", Map.of(TOKEN, "{env:" + TOKEN + "}"));
        if (!second) server.put("enabled", true);
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("$schema", "https://opencode.ai/config.json");
        all.put("mcp", second ? Map.of("servers", Map.of(NAME, server)) : Map.of(NAME, server));
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
