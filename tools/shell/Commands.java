package tools.shell;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.answer.Answer;
import tools.answer.FailureException;
import tools.answer.UsageException;
import tools.mcp.Calls;
import tools.mcp.Offers;
import tools.mcp.Protocol;
import tools.mcp.Views;
import tools.sentry.Call;
import tools.sentry.Checks;
import tools.sentry.Scopes;
import tools.sentry.SentryCall;
import tools.sentry.Tool;

/**
 * The program in a shell: answers on stdout, everything else on stderr; 0 = done, 1 = failed, 2 = not understood.
 */
public final class Commands {
    /** Every command, and what it does. */
    public static final String[][] ABOUT = {
        {"tools [--json]", "list the tools that the flags grant, by skill, with effect and scopes"},
        {"call TOOL [name=value…]",
            "make one call; arguments also as --json '{…}' or, with -, as JSON on stdin; --output json or html, --yes"},
        {"doctor [--json]", "check network, token, scopes and the rest, and say what to do"},
        {"config CLIENT",
            "print a client's configuration, with the flags given here: " + String.join(", ", Clients.ids())},
        {"docs", "print the tables of README.md; with -, put them into the text on stdin"}};

    /** Nobody cuts what a shell prints; beyond this nobody reads it either. */
    private static final int IN_A_SHELL = 100_000;

    private final Options options;
    private final Map<String, String> environment;
    private final Terminal terminal;
    private final InputStream in;
    private final OutputStream out;
    private final Machine machine;
    private final Manual manual;
    private final Calls calls;
    private boolean stdinIsTaken;

    public Commands(Options options, Map<String, String> environment, Terminal terminal, InputStream in,
        OutputStream out, Machine machine, Manual manual) {
        this.options = options;
        this.environment = environment;
        this.terminal = terminal;
        this.in = in;
        this.out = out;
        this.machine = machine;
        this.manual = manual;
        this.calls = new Calls(machine.offers(), options.bounds(), options.links(), machine);
    }

    /** @throws UsageException */
    public int run() throws IOException {
        if (options.version()) return print("sentry-mcp " + manual.version() + "\n");
        if (options.help()) return print(manual.help(Scopes.of(calls.offers().tools())));
        for (String warning : options.warnings()) machine.say(warning);
        List<String> known = switch (options.command()) {
            case "call" -> List.of("--json", "--output", "--yes");
            case "tools", "doctor" -> List.of("--json");
            default -> List.of();
        };
        for (String flag : options.shell().keySet())
            if (!known.contains(flag)) throw new UsageException(flag + " is not a flag of " + options.command());
        if (!options.command().equals("call") && !options.shell().getOrDefault("--json", "").isEmpty())
            throw new UsageException("--json takes no value with " + options.command());
        try {
            return switch (options.command()) {
                case "tools" -> tools();
                case "call" -> call();
                case "doctor" -> doctor();
                case "config" -> config();
                default -> docs();
            };
        } finally {
            machine.close();
        }
    }

    private boolean json() { return options.shell().containsKey("--json"); }

    /** @return the exit status of what is done with that */
    private int print(String text) throws IOException {
        out.write(machine.redact(text).getBytes(StandardCharsets.UTF_8));
        out.flush();
        return 0;
    }

    private void print(Map<String, Object> json) throws IOException {
        out.write(machine.line(json));
        out.flush();
    }

    private void noMore(int from) {
        if (options.words().size() > from) throw new UsageException(
            options.command() + " takes no argument " + FailureException.show(options.words().get(from)));
    }

    // ------------------------------------------------------------ tools

    private int tools() throws IOException {
        noMore(0);
        if (options.hideUnusable()) machine.warmUp();
        List<Tool> usable = calls.offers().tools();
        if (options.hideUnusable()) usable.removeIf(tool -> !machine.allows(tool));
        if (!json()) {
            print(
                Manual.listing(manual.grants().listed(options.skills(), usable), terminal.colours(), terminal.width()));
            return 0;
        }
        List<Object> all = new ArrayList<>();
        for (Tool tool : usable) {
            Map<String, Object> each = Protocol.definition(tool, options.bounds().keySet());
            each.put("effect", Manual.effect(tool));
            each.put("scopes", tool.scopes());
            List<String> skills = new ArrayList<>();
            for (Skill skill : manual.grants().of(tool.name())) skills.add(skill.id());
            each.put("skills", skills);
            all.add(each);
        }
        print(Map.of("tools", all));
        return 0;
    }

    // ------------------------------------------------------------ call

    private int call() throws IOException {
        if (options.words().isEmpty()) throw new UsageException(
            "call needs a tool: sentry-mcp call TOOL name=value…; sentry-mcp tools lists them");
        String output = options.shell().getOrDefault("--output", "text");
        if (!List.of("text", "json", "html").contains(output))
            throw new UsageException("--output is text, json or html, not " + FailureException.show(output));
        String name = options.words().get(0);
        Offers.Offer offer = calls.offers().find(name);
        String withheld = offer == null ? calls.offers().withheld(name) : null;
        if (withheld != null) {
            machine.say(withheld);
            return 1;
        }
        if (offer == null) throw new UsageException("unknown tool " + calls.offers().unknown(name));
        String view = Views.of(offer.tool());
        if (output.equals("html") && view == null)
            throw new UsageException(offer.tool().name() + " has no view; --output html is for " + Views.tools());
        Map<String, Object> arguments = arguments(offer.tool());
        SentryCall sentry = machine.open(offer.tool());
        Calls.Outcome outcome;
        Map<String, Object> drawn = null;
        try {
            outcome = calls.make(offer, arguments, sentry, new Person(sentry), "shell", "shell");
            if (output.equals("html") && !outcome.failed()) drawn = Views.data(outcome.answer());
        } finally {
            sentry.end();
        }
        if (outcome.cancelled()) return 1;   // by a signal: whoever sent it knows
        if (outcome.fault()) {
            machine.say("this is a fault in sentry-mcp itself, not in your call");
            return 1;
        }
        if (outcome.failure() != null) {
            for (String line : outcome.failure().getMessage().split("\n")) machine.say(line);
            return outcome.failure().kind() == FailureException.Kind.INPUT ? 2 : 1;
        }
        if (output.equals("html")) {
            if (drawn == null) {
                machine.say("there is nothing to draw in this answer");
                return 1;
            }
            String json = new String(machine.line(drawn), StandardCharsets.UTF_8);
            return print(Views.page(view, json, machine));
        }
        if (output.equals("json")) print(outcome.answer().data());
        else print(calls.text(outcome.answer(), options.answerSize() == 0 ? IN_A_SHELL : options.answerSize()) + "\n");
        for (Answer.Image image : outcome.answer().images()) machine
            .say("an image (" + image.mimeType() + ", " + image.bytes().length + " bytes) is not shown in a shell");
        return 0;
    }

    /** From {@code --json} or stdin, and {@code name=value} words over it; repeated names make a list. */
    private Map<String, Object> arguments(Tool tool) throws IOException {
        List<String> words = new ArrayList<>(options.words().subList(1, options.words().size()));
        stdinIsTaken = words.removeIf("-"::equals);
        if (options.shell().containsKey("--json") && stdinIsTaken)
            throw new UsageException("--json and - contradict each other: give one of them");
        Map<String, Object> json = Map.of();
        if (options.shell().containsKey("--json")) json = Arguments.object("--json", options.shell().get("--json"));
        if (stdinIsTaken) json = Arguments.object("stdin", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        return Arguments.of(tool, json, words);
    }

    /** {@code --yes}, or a y typed at a terminal; anything else is no. @throws FailureException then */
    public void consent(String question) {
        if (options.shell().containsKey("--yes")) return;
        if (!terminal.interactive() || stdinIsTaken) throw FailureException.of(FailureException.Kind.DECLINED,
            "This needs your consent: " + question + "\nNothing was changed. Call again with --yes to agree.");
        machine.ask(question + " [y/N]");
        String said;
        try {
            said = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException gone) {
            said = null;
        }
        if (said == null || !said.strip().toLowerCase(Locale.ROOT).matches("y|yes"))
            throw FailureException.of(FailureException.Kind.DECLINED, "Nothing was changed.");
    }

    /** The person at the shell: sees progress on stderr, and is asked there. */
    private final class Person implements Call.User {
        private final SentryCall sentry;
        private long last;

        Person(SentryCall sentry) { this.sentry = sentry; }

        /** A line a second at most: it may end up in a build's log. */
        @Override
        public void progress(double done, double total, String message) {
            long now = machine.now();
            if (message == null || now - last < 1_000) return;
            last = now;
            machine.say(message + (total > 0 ? " (" + Math.round(100 * done / total) + " %)" : "") + " …");
        }

        @Override
        public void stillWaiting(String message) { progress(0, 0, message); }

        @Override
        public void confirm(String question) {
            sentry.stopClock();
            try {
                consent(question);
            } finally {
                sentry.resumeClock();
            }
        }

        @Override
        public void pause(long millis) { sentry.pause(millis); }

        @Override
        public boolean offers(String tool) { return calls.offers().has(tool); }
    }

    // ------------------------------------------------------------ doctor

    private int doctor() throws IOException {
        noMore(0);
        Checkup checkup = new Doctor(options, machine, calls.offers().tools(), manual.version()).examine();
        if (json()) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("version", manual.version());
            data.put("host", options.host());
            data.putAll(checkup.data());
            print(data);
        } else {
            print(checkup.text(terminal.width(), terminal.colours()));
        }
        return checkup.healthy() ? 0 : 1;
    }

    // ------------------------------------------------------------ config

    private int config() throws IOException {
        if (options.words().isEmpty())
            throw new UsageException("config needs a client: " + String.join(", ", Clients.ids()));
        noMore(1);
        String id = options.words().get(0).toLowerCase(Locale.ROOT);
        Clients.Configuration configuration = Clients.of(id, launch());
        if (configuration == null) {
            throw new UsageException(
                "unknown client " + FailureException.show(id) + Checks.suggestion(id, Clients.ids(), "there are"));
        }
        machine.say(configuration.name() + ": " + configuration.file());
        if (!configuration.note().isEmpty()) machine.say(configuration.note());
        if (options.given().containsKey(Flag.ACCESS_TOKEN))
            machine.say("the token given here is not written into the configuration");
        print(configuration.text());
        return 0;
    }

    /**
     * The command line that a client should start: the form in which this program was started, and the flags given
     * here but the token.
     */
    private List<String> launch() {
        List<String> launch = new ArrayList<>();
        // ./jbang of a checkout and what ./jbang dist makes say what started them, with tabs between the words
        String starter = environment.getOrDefault("SENTRY_MCP_LAUNCHER", "");
        List<String> jar = jar();
        if (!starter.isEmpty()) launch.addAll(List.of(starter.split("\t")));
        else if (!jar.isEmpty()) launch.addAll(jar);
        else {
            launch.add(jbang(environment));
            launch.addAll(Clients.FROM_URL);
        }
        options.given().forEach((flag, value) -> {
            if (flag != Flag.ACCESS_TOKEN) launch.add(flag.flag() + (flag.value.isEmpty() ? "" : "=" + value));
        });
        return launch;
    }

    /** {@code java -jar} with absolute paths, when this program was started so; else empty. */
    private List<String> jar() {
        String classPath = machine.property("java.class.path");
        if (!classPath.endsWith(".jar") || classPath.contains(machine.property("path.separator"))) return List.of();
        String java = machine.program(machine.property("java.home") + "/bin", "java");
        boolean absolute = classPath.startsWith("/") || classPath.matches("[A-Za-z]:.*|\\\\.*");
        return List.of(java == null ? "java" : java, "-jar",
            absolute ? classPath : machine.property("user.dir") + machine.property("file.separator") + classPath);
    }

    /**
     * The absolute path of jbang: on PATH, or where its installer puts it; else its bare name. Clients with a
     * window often have another PATH.
     */
    private String jbang(Map<String, String> environment) {
        List<String> folders =
            new ArrayList<>(List.of(environment.getOrDefault("PATH", "").split(machine.property("path.separator"))));
        if (!environment.getOrDefault("HOME", "").isEmpty()) folders.add(environment.get("HOME") + "/.jbang/bin");
        for (String folder : folders) {
            for (String name : List.of("jbang", "jbang.cmd")) {
                String path = machine.program(folder, name);
                if (path != null) return path;
            }
        }
        return "jbang";
    }

    // ------------------------------------------------------------ docs

    private int docs() throws IOException {
        Map<String, String> parts = Manual.of(manual, EnumSet.allOf(Skill.class)).parts();
        if (options.words().equals(List.of("-"))) {
            try {
                print(Readme.fill(new String(in.readAllBytes(), StandardCharsets.UTF_8), parts));
                return 0;
            } catch (IllegalArgumentException wrong) {
                machine.say(wrong.getMessage());
                return 1;
            }
        }
        noMore(0);
        StringBuilder text = new StringBuilder();
        parts.forEach((name, part) -> text.append(text.length() == 0 ? "" : "\n").append(Readme.block(name, part))
            .append('\n'));
        print(text.toString());
        return 0;
    }
}
