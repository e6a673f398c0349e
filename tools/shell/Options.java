package tools.shell;

import java.net.URI;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.answer.FailureException;
import tools.answer.Suggestion;
import tools.answer.UsageException;
import tools.mcp.ClientBudget;
import tools.mcp.Server;
import tools.sentry.Checks;
import tools.sentry.LanguageModel;
import tools.sentry.ModelProtocol;
import tools.sentry.Links;
import tools.sentry.Scopes;

/** What the command line and the environment ask for, checked. */
public final class Options {
    public static final String DEFAULT_HOST = "sentry.io";
    static final String DEFAULT_OPENAI = "https://api.openai.com/v1";
    static final String DEFAULT_MCP = "https://mcp.sentry.dev";
    public static final List<String> COMMANDS =
        List.of("tools", "call", "doctor", "login", "config", "completion", "docs");
    private static final List<String> SHELL_FLAGS = List.of("--json", "--output", "--yes", "--watch");

    private String token;
    private String host = DEFAULT_HOST;
    private boolean insecureHttp;
    private final Map<String, String> bounds = new LinkedHashMap<>();
    private Set<Skill> skills = EnumSet.allOf(Skill.class);
    private Set<String> scopes;
    private boolean readOnly;
    private final List<Unfilled> unfilled = new ArrayList<>();
    private final List<String> unsent = new ArrayList<>();
    private List<String> tools = List.of();
    private List<String> excludedTools = List.of();
    private Map<String, String> headers = Map.of();
    private String clientId = "";
    private String openAiKey;
    private String withoutModel = "";
    private ModelProtocol openAi = ModelProtocol.at(DEFAULT_OPENAI, "");
    private String openAiModel = "gpt-5";
    private String openAiEffort = "low";
    private String mcpUrl = DEFAULT_MCP;
    private String dsn;
    private boolean doNotTrack;
    private boolean hideUnusable;
    private boolean views;
    private int answerSize;
    private String command;
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> shell = new LinkedHashMap<>();
    private Proxies proxies;
    private String certificates = "";
    private boolean help;
    private boolean version;
    private final List<String> warnings = new ArrayList<>();
    private final Map<Flag, String> given = new LinkedHashMap<>();
    private final Map<String, String> environment;

    private Options(Map<String, String> environment) { this.environment = environment; }

    /** @throws UsageException */
    public static Options parse(String[] args, Map<String, String> environment) {
        Options options = new Options(environment);
        options.read(args);
        options.readCommand();
        options.help = options.given.containsKey(Flag.HELP);
        options.version = options.given.containsKey(Flag.VERSION);
        options.readToken();
        options.readHost();
        options.readBounds();
        options.readSkills();
        options.readScopes();
        options.readTools();
        options.readHeaders();
        options.readOpenAi();
        options.readMcpUrl();
        options.readOnly = options.given.containsKey(Flag.READ_ONLY);
        options.hideUnusable = options.given.containsKey(Flag.HIDE_UNUSABLE);
        options.views = !options.given.containsKey(Flag.NO_VIEWS);
        options.readAnswerSize();
        options.readDsn();
        options.readProxies();
        options.certificates = options.variable("SSL_CERT_FILE");
        options.readClientId();
        // what was meant for another host must not go to the usual one
        if (!options.unfilled.isEmpty() && options.token != null) {
            options.unsent.add(options.token);
            options.token = null;
        }
        return options;
    }

    private void read(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String arg = args[i];
            if (arg.equals("-h")) arg = "--help";
            if (!arg.startsWith("--")) {
                words.add(arg);
                continue;
            }
            String name = arg.contains("=") ? arg.substring(0, arg.indexOf('=')) : arg;
            String value = arg.contains("=") ? arg.substring(arg.indexOf('=') + 1) : null;
            if (SHELL_FLAGS.contains(name)) {
                boolean more = value == null && i + 1 < args.length
                    && (name.equals("--output") || name.equals("--watch")
                        || name.equals("--json") && args[i + 1].startsWith("{"));
                if (more) value = args[++i];
                if (shell.put(name, value == null ? "" : value) != null)
                    throw new UsageException(name + " is given twice");
                continue;
            }
            Flag flag = flag(name);
            if (flag.value.isEmpty()) {
                if (value != null) throw new UsageException(name + " takes no value");
                value = "";
            } else if (value == null) {
                if (i + 1 >= args.length || args[i + 1].startsWith("--"))
                    throw new UsageException(name + " needs a value: " + flag.usage());
                value = args[++i];
            }
            String before = given.put(flag, value.strip());
            if (before != null && !before.equals(value.strip()))
                throw new UsageException(name + " is given twice with different values");
        }
    }

    /** The first word is the command, wherever the flags stand. */
    private void readCommand() {
        if (words.isEmpty()) {
            if (!shell.isEmpty()) throw new UsageException(
                shell.keySet().iterator().next() + " belongs to a command: " + String.join(", ", COMMANDS));
            return;
        }
        String word = words.remove(0);
        if (!COMMANDS.contains(word)) {
            String close = Suggestion.to(word, COMMANDS);
            throw new UsageException("unknown command "
                + (word.matches("[A-Za-z0-9_=.+/-]{20,}") ? "of " + word.length() + " characters, perhaps a token"
                    : FailureException.show(word))
                + (close != null ? "; did you mean " + close + "?"
                    : "; the commands are " + String.join(", ", COMMANDS)
                        + ", and every option starts with --, see --help"));
        }
        command = word;
    }

    private void readDsn() {
        dsn = given.get(Flag.SENTRY_DSN);
        Unfilled missing = dsn == null ? null : Unfilled.secret(dsn, "--sentry-dsn");
        if (missing != null) {
            unsent.add(dsn);
            warnings.add(missing.said() + ". Telemetry is off");
            dsn = "";
        }
        doNotTrack = !List.of("", "0", "false").contains(variable("DO_NOT_TRACK").toLowerCase(Locale.ROOT));
        if (dsn == null || dsn.isEmpty()) return;
        try {
            URI uri = URI.create(dsn);
            boolean safe =
                "https".equals(uri.getScheme()) || "http".equals(uri.getScheme()) && Checks.loopback(uri.getHost());
            if (safe && uri.getHost() != null && uri.getUserInfo() != null && Checks.endsInNumber(uri.getPath()))
                return;
        } catch (IllegalArgumentException malformed) {
            // said below, without the value: it may hold a secret
        }
        throw new UsageException(
            "--sentry-dsn must be a DSN of the form https://KEY@HOST/PROJECT (http is allowed for this machine "
                + "only), or empty");
    }

    private static Flag flag(String name) {
        for (Flag flag : Flag.values()) if (flag.flag().equals(name)) return flag;
        List<String> known = new ArrayList<>(SHELL_FLAGS);
        for (Flag flag : Flag.values()) known.add(flag.flag());
        String close = Suggestion.to(name, known);
        throw new UsageException("unknown flag " + FailureException.show(name)
            + (close == null ? "; see --help" : "; did you mean " + close + "?"));
    }

    /** The first of these variables that is set and not blank, or "". */
    private String variable(String... names) {
        for (String name : names) if (environment.get(name) != null && !environment.get(name).isBlank())
            return environment.get(name).strip();
        return "";
    }

    /**
     * A flag's value, else its variable's; null when neither is there. An empty flag is a mistake, an empty
     * variable is no variable.
     */
    private String value(Flag flag) {
        String value = given.get(flag);
        if (value != null && value.isEmpty() && flag != Flag.SENTRY_DSN)
            throw new UsageException(flag.flag() + " is empty; it needs a value: " + flag.usage());
        if (value != null) return value;
        String variable = flag.variable.isEmpty() ? "" : variable(flag.variable);
        return variable.isEmpty() ? null : variable;
    }

    /** How the user gave it, for messages. */
    private String source(Flag flag) {
        return given.containsKey(flag) ? flag.flag() : flag.variable;
    }

    private void readToken() {
        token = value(Flag.ACCESS_TOKEN);
        String source = source(Flag.ACCESS_TOKEN);
        if (token == null && !variable("SENTRY_AUTH_TOKEN").isEmpty()) {
            token = variable("SENTRY_AUTH_TOKEN");
            source = "SENTRY_AUTH_TOKEN";
        }
        if (token == null && command == null)
            warnings.add("no access token: tools are listed, but every call will ask for SENTRY_ACCESS_TOKEN");
        if (token == null) return;
        Unfilled missing = Unfilled.secret(token, source);
        if (missing == null) Checks.secret(token, "token", source);
        else withhold(missing, token);
    }

    /** Nothing is sent until that is put right. */
    private void withhold(Unfilled missing, String value) {
        unfilled.add(missing);
        if (!missing.secret().isEmpty()) {
            unsent.add(missing.secret());
            unsent.add(value);
        }
        if (value.equals(token)) token = null;
        warnings.add(Clients.wanted(missing, ""));
    }

    private void readHost() {
        insecureHttp = given.containsKey(Flag.INSECURE_HTTP);
        if (given.containsKey(Flag.HOST) && given.containsKey(Flag.URL))
            throw new UsageException("--host and --url contradict each other: give one of them");
        Flag from = given.containsKey(Flag.HOST) ? Flag.HOST : value(Flag.URL) != null ? Flag.URL : Flag.HOST;
        String value = value(from);
        Unfilled missing = value == null ? null : Unfilled.of(value, source(from));
        if (missing != null) {
            withhold(missing, value);
            return;
        }
        if (value != null) host = Checks.host(value, from == Flag.URL, source(from));
        if (insecureHttp && Links.saas(host))
            throw new UsageException("--insecure-http is for self-hosted servers, never for " + host);
        if (insecureHttp && from == Flag.URL && value.startsWith("https://"))
            throw new UsageException("--insecure-http contradicts " + source(from) + "=" + value);
        if (insecureHttp && !Checks.loopback(host.replaceFirst(":[0-9]+$", "")))
            warnings.add("warning: --insecure-http sends the access token to " + host + " unencrypted");
    }

    private void readBounds() {
        for (Flag flag : List.of(Flag.ORGANIZATION_SLUG, Flag.PROJECT_SLUG)) {
            String slug = value(flag);
            if (slug == null) continue;
            Checks.slug(slug, flag.flag());
            bounds.put(flag == Flag.ORGANIZATION_SLUG ? "organizationSlug" : "projectSlug", slug);
        }
    }

    private void readSkills() {
        if (given.containsKey(Flag.ALL_SKILLS) && given.containsKey(Flag.SKILLS))
            throw new UsageException("--all-skills and --skills contradict each other: give one of them");
        String only = given.containsKey(Flag.ALL_SKILLS) ? null : value(Flag.SKILLS);
        if (only != null) skills = skills(only, Flag.SKILLS);
        String without = value(Flag.DISABLE_SKILLS);
        if (without != null) skills.removeAll(skills(without, Flag.DISABLE_SKILLS));
        if (skills.isEmpty()) throw new UsageException(
            source(Flag.DISABLE_SKILLS) + " leaves no skill; grant at least one of " + Skill.names());
    }

    private Set<Skill> skills(String list, Flag from) {
        Set<Skill> read = EnumSet.noneOf(Skill.class);
        for (String word : Checks.words(list)) {
            if (word.equals("all")) read.addAll(EnumSet.allOf(Skill.class));
            else read.add(Skill.of(word, source(from)));
        }
        if (read.isEmpty())
            throw new UsageException(source(from) + " names no skill; allowed are " + Skill.names());
        return read;
    }

    private void readScopes() {
        String replace = value(Flag.SCOPES);
        String add = value(Flag.ADD_SCOPES);
        if (replace == null && add == null) return;
        scopes = new TreeSet<>(replace == null ? Scopes.READING : Checks.scopes(replace, source(Flag.SCOPES)));
        if (add != null) scopes.addAll(Checks.scopes(add, source(Flag.ADD_SCOPES)));
        for (Flag flag : List.of(Flag.SCOPES, Flag.ADD_SCOPES)) {
            if (value(flag) != null) warnings
                .add(source(flag) + " is deprecated: grant tools by skill instead, with --skills or MCP_SKILLS ("
                    + Skill.names() + ")");
        }
    }

    private void readOpenAi() {
        openAiKey = variable("OPENAI_API_KEY").isEmpty() ? null : variable("OPENAI_API_KEY");
        Unfilled missing = openAiKey == null ? null : Unfilled.secret(openAiKey, "OPENAI_API_KEY");
        if (missing != null) withoutModel(missing.said());
        else if (openAiKey != null) Checks.secret(openAiKey, "key", "OPENAI_API_KEY");
        String model = value(Flag.OPENAI_MODEL);
        if (model != null) openAiModel = model;
        String effort = environment.get("OPENAI_REASONING_EFFORT");
        if (effort != null) {
            openAiEffort = effort.strip().toLowerCase(Locale.ROOT);
            if (!List.of("", "low", "medium", "high").contains(openAiEffort)) {
                throw new UsageException("OPENAI_REASONING_EFFORT must be low, medium, high or empty, not "
                    + FailureException.show(effort));
            }
        }
        String base = value(Flag.OPENAI_BASE_URL);
        if (base == null) {
            keyOfAnotherHost();
            return;
        }
        service(base, "--openai-base-url");
        openAi = ModelProtocol.at(base, "--openai-base-url");
    }

    /** A client that has a provider of its own hands that one's address and key to its servers, too. */
    private void keyOfAnotherHost() {
        String theirs = variable("OPENAI_BASE_URL");
        if (openAiKey == null || theirs.isEmpty()) return;
        String host = null;
        try {
            host = URI.create(theirs).getHost();
        } catch (IllegalArgumentException malformed) {
            // no host of ours
        }
        if ("api.openai.com".equalsIgnoreCase(host)) return;
        boolean shown =
            host != null && URI.create(theirs).getRawUserInfo() == null && URI.create(theirs).getRawQuery() == null;
        withoutModel("OPENAI_BASE_URL names " + (shown ? host : "another host") + ", so OPENAI_API_KEY is a key for "
            + "that host and is not sent to api.openai.com; " + (shown ? "--openai-base-url="
                + (theirs.startsWith("https://") || theirs.startsWith("http://") ? theirs : "URL")
                : "--openai-base-url=URL")
            + " asks there instead");
    }

    private void withoutModel(String why) {
        unsent.add(openAiKey);
        openAiKey = null;
        withoutModel = why;
    }

    private void readHeaders() {
        String text = environment.getOrDefault(GateHeaders.VARIABLE, "").strip();
        if (text.isEmpty()) return;
        Unfilled missing = Unfilled.of(text, GateHeaders.VARIABLE);
        if (missing != null) withhold(missing, text);
        else headers = GateHeaders.of(text);
        headers.forEach((name, value) -> {
            Unfilled part = Unfilled.secret(value, GateHeaders.VARIABLE + ": " + name);
            if (part != null && !part.filled()) withhold(part, value);
        });
    }

    private void readClientId() {
        String given = value(Flag.CLIENT_ID);
        Unfilled missing = given == null ? null : Unfilled.secret(given, source(Flag.CLIENT_ID));
        if (missing != null && "login".equals(command)) warnings.add(missing.said());
        if (given == null || missing != null) return;
        clientId = given;
        Checks.secret(clientId, "client id", source(Flag.CLIENT_ID));
    }

    private void readTools() {
        if (value(Flag.TOOLS) != null) tools = toolNames(Flag.TOOLS);
        if (value(Flag.EXCLUDE_TOOLS) != null) excludedTools = toolNames(Flag.EXCLUDE_TOOLS);
    }

    private List<String> toolNames(Flag from) {
        List<String> names = Checks.words(value(from));
        if (names.isEmpty()) throw new UsageException(source(from) + " names no tool");
        return names;
    }

    private void readAnswerSize() {
        String size = value(Flag.ANSWER_SIZE);
        if (size == null) return;
        boolean number = size.length() <= 7 && size.chars().allMatch(c -> c >= '0' && c <= '9');
        answerSize = number ? Integer.parseInt(size) : 0;
        if (answerSize < ClientBudget.LEAST || answerSize > ClientBudget.MOST)
            throw new UsageException("--answer-size must be a number from " + ClientBudget.LEAST + " to "
                + ClientBudget.MOST + ", not " + FailureException.show(size));
    }

    private void readMcpUrl() {
        String url = value(Flag.MCP_URL);
        if (url != null) mcpUrl = Links.origin(service(url, source(Flag.MCP_URL)));
    }

    /** The address of a service besides Sentry: https, or plain http on this machine. */
    private static URI service(String url, String source) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException malformed) {
            throw new UsageException(source + " must be a URL, not " + FailureException.show(url));
        }
        String name = uri.getHost() == null ? "" : uri.getHost();
        boolean safe = "https".equals(uri.getScheme()) || Checks.loopback(name) && "http".equals(uri.getScheme());
        if (name.isEmpty() || uri.getRawUserInfo() != null || uri.getRawFragment() != null || !safe) {
            // and perhaps a password
            String shown = uri.getRawUserInfo() == null ? FailureException.show(url) : "one with a user name";
            throw new UsageException(source
                + " must be an https URL without user name (http is allowed for this machine only), not " + shown);
        }
        return uri;
    }

    /** One line for those who start the program: whether plain words are understood, and who is asked. */
    public String naturalLanguage() {
        if (openAiKey == null)
            return "natural-language search is off (" + withoutModel() + "); list_issues and list_events take "
                + "Sentry's own syntax";
        int host = openAi.base().indexOf("://") + 3;
        int path = openAi.base().indexOf('/', host);
        return "natural-language search is on, through "
            + openAi.base().substring(host, path < 0 ? openAi.base().length() : path) + " with " + openAiModel;
    }

    private void readProxies() {
        String proxy = variable("HTTPS_PROXY", "https_proxy");
        if (proxy.isEmpty()) return;
        try {
            proxies = Proxies.of(proxy, variable("NO_PROXY", "no_proxy"));
        } catch (FailureException malformed) {
            throw new UsageException(malformed.getMessage());
        }
    }

    /** Where the program reports to; "" = nowhere. @param publisher the DSN to take when none was given */
    public String reportsTo(String publisher) {
        return doNotTrack ? "" : dsn != null ? dsn : publisher;
    }

    public String scheme() { return insecureHttp ? "http" : "https"; }

    public String base() { return scheme() + "://" + host; }

    /** What of these must never be shown. */
    public List<String> secrets() {
        List<String> secrets = new ArrayList<>(unsent);
        secrets.addAll(GateHeaders.secrets(headers));
        if (token != null) secrets.add(token);
        if (openAiKey != null) secrets.add(openAiKey);
        // of a DSN its key and, in old ones, its secret
        if (dsn != null && !dsn.isEmpty()) secrets.add(URI.create(dsn).getUserInfo());
        if (proxies != null) secrets.addAll(proxies.secrets());
        return secrets;
    }

    /** In a sentence: whether anything is reported, where to, and how to stop it. @param publisher its DSN */
    public String telemetry(String publisher) {
        String to = reportsTo(publisher);
        if (to.isEmpty() && doNotTrack) return "off: DO_NOT_TRACK is set";
        if (to.isEmpty())
            return dsn != null ? "off: --sentry-dsn is empty" : "off: this build names no place to report to";
        URI uri = URI.create(to);
        return "on: faults and call timings of the server go to " + Links.place(to) + ", project "
            + uri.getPath().substring(uri.getPath().lastIndexOf('/') + 1)
            + (dsn == null ? "; --sentry-dsn= or DO_NOT_TRACK=1 turns it off" : ", as --sentry-dsn says");
    }

    /** Whether a client is served: nothing else was asked for. */
    public boolean isServer() {
        return command == null && !help && !version;
    }

    /** Web addresses of the configured Sentry. */
    public Links links() {
        return new Links(scheme(), host);
    }

    /** The language model; null without a key. A new one has been refused nothing. */
    public LanguageModel model() {
        return openAiKey == null ? null
            : new LanguageModel(openAi, openAiModel, openAiEffort, ConcurrentHashMap.newKeySet());
    }

    /** The flags as they were given, in their order; "" for those without a value. */
    public Map<Flag, String> given() {
        return given;
    }

    /** What arrived as a client's reference to a value instead of the value: then no call can be made. */
    public List<Unfilled> unfilled() {
        return unfilled;
    }

    /** Why no language model is asked; said when there is no key. */
    public String withoutModel() {
        return withoutModel.isEmpty() ? "OPENAI_API_KEY is not set" : withoutModel;
    }

    /** The same, where the key has just been named. */
    String modelMissing() {
        return withoutModel.isEmpty() ? "it is not set" : withoutModel;
    }

    /** The tools that are offered at most, by name, with * for any letters; none: every granted one. */
    public List<String> tools() {
        return tools;
    }

    /** Tools that are not offered, in the same form. */
    public List<String> excludedTools() { return excludedTools; }

    /** What the gate in front of the configured host wants to see, by header. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The client id of an application that may sign people in; "": none. */
    public String clientId() {
        return clientId;
    }

    /** The access token; null: none was given. */
    public String token() { return token; }

    /** With its port when that is not 443. */
    public String host() { return host; }

    public boolean insecureHttp() { return insecureHttp; }

    /** organizationSlug and projectSlug, where the session is bound to them. */
    public Map<String, String> bounds() {
        return bounds;
    }

    public Set<Skill> skills() { return skills; }

    /** null: scopes limit nothing. */
    public Set<String> scopes() { return scopes; }

    public boolean readOnly() { return readOnly; }

    /** null: natural-language search is off. */
    public String openAiKey() { return openAiKey; }

    public String openAiBase() { return openAi.base(); }

    /** The header that lets in at the language model's host: name and value. Null without a key. */
    public Map.Entry<String, String> openAiHeader() {
        return openAiKey == null ? null : openAi.key(openAiKey);
    }

    public String openAiModel() { return openAiModel; }

    /** "": none is sent. */
    public String openAiEffort() { return openAiEffort; }

    /** Scheme, host and port. */
    public String mcpUrl() { return mcpUrl; }

    /** null: the publisher's; "": off. */
    public String dsn() { return dsn; }

    public boolean doNotTrack() { return doNotTrack; }

    /** Characters of an answer at most; 0: what fits the client. */
    public int answerSize() { return answerSize; }

    public boolean hideUnusable() { return hideUnusable; }

    /** What they fix for a client's session. @param program its version */
    public Server.Settings session(String program) {
        return new Server.Settings(program, bounds, links(), hideUnusable, views, answerSize);
    }

    /** null: serve. */
    public String command() { return command; }

    /** What follows the command. */
    public List<String> words() { return words; }

    /** Flags that only commands know, "" without a value. */
    public Map<String, String> shell() { return shell; }

    /** HTTPS_PROXY and NO_PROXY; null: none. */
    public Proxies proxies() { return proxies; }

    /** SSL_CERT_FILE, or "". */
    public String certificates() { return certificates; }

    public boolean help() { return help; }

    public boolean version() { return version; }

    /** What to say on standard error before anything else. */
    public List<String> warnings() { return warnings; }
}
