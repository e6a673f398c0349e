import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.sentry.Domain;
import tools.sentry.Tool;
import tools.shell.Domains;
import tools.shell.Flag;
import tools.shell.Grants;

/** The rules of the house that a compiler does not keep. */
class HouseTest {
    /** Rooms, and which of the others each may know; SentryMcp.java may know all. Domains know none of each other. */
    private static final Map<String, Set<String>> ARROWS = Map.ofEntries(
        Map.entry("answer", Set.of()), Map.entry("json", Set.of("answer")),
        Map.entry("sentry", Set.of("answer", "json")), Map.entry("issues", Set.of("answer", "json", "sentry")),
        Map.entry("events", Set.of("answer", "json", "sentry")),
        Map.entry("projects", Set.of("answer", "json", "sentry")),
        Map.entry("monitors", Set.of("answer", "json", "sentry")),
        Map.entry("docs", Set.of("answer", "json", "sentry")), Map.entry("mcp", Set.of("answer", "json", "sentry")),
        Map.entry("views", Set.of()),   // no classes: pages
        Map.entry("shell",
            Set.of("answer", "json", "sentry", "issues", "events", "projects", "monitors", "docs", "mcp")));

    private static List<Sources.Names> sources;

    @BeforeAll
    static void read() throws IOException { sources = Sources.all(); }

    @Test
    void arrowsBetweenTheRoomsRunOneWay() {
        List<String> faults = new ArrayList<>();
        for (Sources.Names file : sources) {
            if (file.room().isEmpty()) continue;
            for (String type : file.types()) {
                String room = type.startsWith("tools.") ? type.split("\\.")[1] : "";
                boolean known = room.isEmpty() || room.equals(file.room()) || ARROWS.get(file.room()).contains(room);
                if (!known || type.equals("SentryMcp")) faults.add(file.file().getFileName() + " knows " + type);
            }
        }
        assertEquals(List.of(), faults);
    }

    /**
     * What the rooms know of the JDK and of libraries, type by type, is what types.txt says: nothing that opens a file,
     * a socket, a process or a thread. -Dsnapshot=write (through JDK_JAVA_OPTIONS) writes the list anew, for a
     * review.
     */
    @Test
    void theRoomsNameTheTypesThatTheListAllows() throws IOException {
        Map<String, Set<String>> rooms = new TreeMap<>();
        for (Sources.Names file : sources) {
            if (file.room().isEmpty()) continue;
            for (String type : file.types()) {
                // two types have an outside of their own: they are named method by method
                if (type.startsWith("tools.") || type.equals("java.lang.System") || type.equals("java.lang.Class"))
                    continue;
                rooms.computeIfAbsent(type, none -> new TreeSet<>()).add(file.room());
            }
            for (String call : file.calls()) {
                boolean listed = call.startsWith("java.lang.System.") || call.startsWith("java.lang.Class.");
                if (listed) rooms.computeIfAbsent(call, none -> new TreeSet<>()).add(file.room());
            }
        }
        StringBuilder text = new StringBuilder();
        rooms.forEach((type, where) -> text.append(type).append(": ")
            .append(where.size() == ARROWS.size() - 1 ? "all" : String.join(" ", where)).append('\n'));
        Path list = Fixtures.CHECKOUT.resolve("tests/house/types.txt");
        if ("write".equals(System.getProperty("snapshot"))) Files.writeString(list, text);
        assertEquals(Fixtures.read(list), text.toString());
    }

    /** Types that are pure have methods that are not. */
    @Test
    void theRoomsCallNothingThatStartsThreads() {
        List<String> faults = new ArrayList<>();
        for (Sources.Names file : sources) {
            for (String call : file.calls()) {
                boolean threads = call.matches(".*\\.(parallelStream|parallel|supplyAsync|runAsync|delayedExecutor)");
                if (threads && !file.room().isEmpty()) faults.add(file.file().getFileName() + " calls " + call);
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void theDoorIsReadInTenMinutes() {
        Sources.Names door = sources.get(0);
        assertEquals("", door.room());
        List<String> lines = Fixtures.read(door.file()).lines().toList();
        assertTrue(lines.size() <= 1_250, () -> lines.size() + " lines");
        door.length().forEach((method, length) -> assertTrue(length <= 60, () -> method + ": " + length + " lines"));
    }

    /** Whoever audits the program audits what starts it. */
    @Test
    void theLauncherHas200LinesAtMost() {
        long lines = Fixtures.read(Fixtures.CHECKOUT.resolve("jbang")).lines().count();
        assertTrue(lines <= 200, () -> lines + " lines");
    }

    /** Strings and comments included; in text blocks of tests stands what was answered, word for word. */
    @Test
    void noLineIsLongerThan120Characters() throws IOException {
        List<String> faults = new ArrayList<>();
        List<Path> files = new ArrayList<>(List.of(Fixtures.CHECKOUT.resolve("SentryMcp.java")));
        for (String folder : List.of("tools", "tests")) {
            try (Stream<Path> found = Files.walk(Fixtures.CHECKOUT.resolve(folder))) {
                files.addAll(found.filter(file -> file.toString().endsWith(".java")).sorted().toList());
            }
        }
        for (Path file : files) {
            boolean block = false;
            int number = 0;
            for (String line : Fixtures.read(file).split("\n")) {
                number++;
                boolean border = line.split("\"\"\"", -1).length % 2 == 0;
                boolean free = (block || border) && file.startsWith(Fixtures.CHECKOUT.resolve("tests"));
                if (border) block = !block;
                if (line.length() > 120 && !free) faults.add(file.getFileName() + ":" + number);
            }
        }
        assertEquals(List.of(), faults);
    }

    /** JBang ignores globs in a script that comes from a URL: each room's package-info.java names what is in it. */
    @Test
    void theSourcesAreNamedOneByOne() throws IOException {
        List<String> rooms = new ArrayList<>();
        for (String line : directives(Fixtures.CHECKOUT.resolve("SentryMcp.java"))) {
            assertTrue(line.endsWith("/package-info.java"), line);
            Path room = Fixtures.CHECKOUT.resolve(line).getParent();
            rooms.add(room.getFileName().toString());
            try (Stream<Path> files = Files.list(room)) {
                List<String> there = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java") && !name.equals("package-info.java")).sorted().toList();
                assertEquals(there, directives(Fixtures.CHECKOUT.resolve(line)), room::toString);
            }
        }
        assertEquals(new TreeSet<>(ARROWS.keySet()), new TreeSet<>(rooms));
    }

    private static List<String> directives(Path file) {
        return Fixtures.read(file).lines().filter(line -> line.startsWith("//SOURCES "))
            .map(line -> line.substring("//SOURCES ".length())).toList();
    }

    @Test
    void everyVariableThatAFlagStandsForIsInTheTable() {
        Set<String> table = new TreeSet<>();
        for (String[] variable : SentryMcp.VARIABLES) assertTrue(table.add(variable[0]), variable[0]);
        for (Flag flag : Flag.values())
            assertTrue(flag.variable.isEmpty() || table.contains(flag.variable), flag::flag);
    }

    @Test
    void theProgramNeverPrintsToStandardOutputByItself() {
        String program = Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java"));
        assertEquals(List.of(),
            Pattern.compile("System\\.out").matcher(program).results().map(found -> found.group()).toList());
    }

    /** What an auditor looks for first: every line of the program that touches the outside, as the README prints it. */
    @Test
    void theProgramTouchesTheOutsideInThesePlacesOnly() throws IOException {
        Pattern types = Pattern
            .compile("java\\.(io\\.(File|Console|PrintStream|RandomAccess)|net\\.(?!URI\\b)|nio\\.(file|channels)|"
                + "util\\.(zip\\.ZipFile|logging|Timer|Formatter|Scanner)|lang\\.(Process|Runtime|ClassLoader))|"
                + "javax\\.net\\.ssl|io\\.sentry|sun\\.|jdk\\.");
        Set<String> outside = new TreeSet<>();
        for (String type : sources.get(0).types()) if (types.matcher(type).lookingAt()) outside.add(type);
        for (String call : sources.get(0).calls())
            if (call.matches("java\\.lang\\.(System|Thread|Class)\\..*")) outside.add(call);
        String readme = Fixtures.read(Fixtures.CHECKOUT.resolve("README.md"));
        Path list = Fixtures.CHECKOUT.resolve("tests/house/outside.txt");
        String text = String.join("\n", outside) + "\n";
        if ("write".equals(System.getProperty("snapshot"))) Files.writeString(list, text);
        assertEquals(Fixtures.read(list), text);
        Pattern places = Pattern.compile(PLACES);
        List<String> lines = Fixtures.read(sources.get(0).file()).lines()
            .filter(line -> !line.startsWith("import ") && places.matcher(line).find()).map(String::strip).toList();
        String printed = "```java\n" + String.join("\n", lines) + "\n```";
        if (!readme.contains(printed)) System.out.println(printed);
        assertTrue(readme.contains(printed), "README.md prints other lines than these:\n" + printed);
        assertTrue(readme.contains("grep -nE '" + PLACES + "' SentryMcp.java | grep -v import"), PLACES);
    }

    /** Where bytes leave or come in, and whatever looks like a way out. */
    private static final String PLACES =
        "sendAsync|HttpClient[.]new|Socket|getByName|System[.](get|console|set)|File(In|Out)putStream[(]|new File|"
            + "Sentry[.](init|capture|start)|Runtime[.]|new Thread[(]|getMethod|getResource";

    @Test
    void theSkillsTableAndTheToolsAreTheSameSet() {
        Set<String> tools = new TreeSet<>();
        for (Domain domain : Domains.ALL) for (Tool tool : domain.tools())
            assertTrue(tools.add(tool.name()), () -> tool.name() + " is offered twice");
        assertEquals(String.join("\n", tools), String.join("\n", new TreeSet<>(new Grants(SentryMcp.GRANTS).tools())));
        Grants grants = new Grants(SentryMcp.GRANTS);
        for (String tool : grants.tools())
            assertTrue(!grants.of(tool).isEmpty(), () -> tool + " is granted by no skill");
    }

    @Test
    void noAliasHidesAnotherTool() {
        Set<String> names = new TreeSet<>();
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) {
                assertTrue(names.add(tool.name()), tool::name);
                for (String alias : tool.aliases()) assertTrue(names.add(alias), () -> alias);
            }
        }
    }

    @Test
    void toolNamesAndSchemasAreWhatEveryClientAndModelUnderstands() {
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) {
                assertTrue(tool.name().matches("[a-z][a-z0-9_]{0,63}"), tool::name);
                assertTrue(tool.description().length() <= 1_000 && tool.description().endsWith("."),
                    () -> tool.name() + ": " + tool.description());
                String schema = tools.json.Json.of(tool.schema(Set.of())).write();
                for (String word : List.of("anyOf", "oneOf", "allOf", "\"null\"", "\"format\"", "regionUrl", "$schema"))
                    assertTrue(!schema.contains(word), () -> tool.name() + " has " + word);
                tool.schema(Set.of())
                    .forEach((key, value) -> assertTrue(
                        List.of("type", "properties", "required", "additionalProperties").contains(key),
                        () -> tool.name() + " has " + key));
            }
        }
    }

    /**
     * The surface as it is sent, one tool a paragraph: a change of it shows in review. Set -Dsnapshot=write (through
     * JBANG_JAVA_OPTIONS) to accept one.
     */
    @Test
    void theDefinitionsAreTheReviewedOnes() throws IOException {
        StringBuilder text = new StringBuilder();
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) {
                Map<String, Object> definition = tools.mcp.Protocol.definition(tool, Set.of());
                text.append("## ").append(tool.name()).append(" — ")
                    .append(tool.effect().name().toLowerCase(java.util.Locale.ROOT))
                    .append(tool.idempotent() ? ", idempotent" : "")
                    .append(tool.scopes().isEmpty() ? "" : ", " + String.join(" ", tool.scopes())).append('\n')
                    .append(definition.get("description")).append('\n');
                if (((Map<?, ?>) definition.get("inputSchema")).get("properties") instanceof Map<?, ?> properties) {
                    properties.forEach((name, schema) -> text.append("  ").append(name).append(": ")
                        .append(tools.json.Json.of(schema).write()).append('\n'));
                }
                text.append("  required: ").append(((Map<?, ?>) definition.get("inputSchema")).get("required"))
                    .append("\n\n");
            }
        }
        Path snapshot = Fixtures.CHECKOUT.resolve("tests/house/definitions.md");
        if ("write".equals(System.getProperty("snapshot"))) Files.writeString(snapshot, text);
        assertEquals(Fixtures.read(snapshot), text.toString());
    }

    /** DESIGN's bar for the surface: what a client sends to the model at every turn. */
    @Test
    void allDefinitionsTogetherCostLessThanTheirBudget() {
        int bytes = 0;
        for (Domain domain : Domains.ALL) for (Tool tool : domain.tools())
            bytes += tools.json.Frames.write(tools.mcp.Protocol.definition(tool, Set.of())).length;
        int sent = bytes;
        System.out.println("tool definitions: " + sent + " bytes");
        assertTrue(sent <= 32_000, () -> sent + " bytes");
    }
}
