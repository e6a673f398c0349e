import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.sentry.Domain;
import tools.sentry.Tool;

/** The rules of the house that a compiler does not keep. */
class HouseTest {
    /** Beyond java.util, java.time and java.text: pure names, each with its reason. */
    private static final Set<String> ALLOWED = Set.of(
        "java.io.IOException",                         // Jackson declares it when it reads bytes
        "java.nio.charset.StandardCharsets");          // text to bytes

    @Test
    void toolsReachTheOutsideThroughTheirPortsOnly() throws IOException {
        List<String> faults = new ArrayList<>();
        Pattern name =
            Pattern.compile("\\b(?:java|javax|jdk|sun|com\\.sun|io\\.sentry|com\\.fasterxml)\\.[a-z][A-Za-z0-9.]*");
        Pattern outside = Pattern.compile(
            "\\b(System\\.(?!arraycopy|identityHashCode)\\w+|Runtime\\.|ProcessBuilder|ProcessHandle|Thread\\b|"
                + "ClassLoader|Class\\.forName|ForkJoinPool|CompletableFuture|Executor)");
        try (Stream<Path> files = Files.walk(Fixtures.CHECKOUT.resolve("tools"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String code = Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "")
                    .replaceAll("\"[^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+\"", "\"\"");
                Matcher names = name.matcher(code);
                while (names.find()) {
                    String used = names.group();
                    boolean pure = used.startsWith("java.util.") && !used.startsWith("java.util.concurrent")
                        && !used.startsWith("java.util.logging") || used.startsWith("java.time")
                        || used.startsWith("java.text")
                        || ALLOWED.stream().anyMatch(used::startsWith)
                        || used.startsWith("com.fasterxml.jackson.") && file.endsWith("Json.java");
                    if (!pure) faults.add(file.getFileName() + " uses " + used);
                }
                Matcher calls = outside.matcher(code);
                while (calls.find()) faults.add(file.getFileName() + " uses " + calls.group());
            }
        }
        assertEquals("[]", faults.toString());
    }

    /** JBang ignores globs in a script that comes from a URL. */
    @Test
    void theSourcesAreNamedOneByOne() throws IOException {
        List<String> named = Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java")).lines()
            .filter(line -> line.startsWith("//SOURCES ")).map(line -> line.substring("//SOURCES ".length())).sorted()
            .toList();
        try (Stream<Path> files = Files.walk(Fixtures.CHECKOUT.resolve("tools"))) {
            assertEquals(files.filter(Files::isRegularFile).map(file -> Fixtures.CHECKOUT.relativize(file).toString())
                .sorted().toList(), named);
        }
    }

    @Test
    void theProgramNeverPrintsToStandardOutputByItself() {
        String program = Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java"));
        assertEquals(List.of(),
            Pattern.compile("System\\.out").matcher(program).results().map(found -> found.group()).toList());
    }

    /**
     * What an auditor looks for first, with the command that README gives: every place where bytes leave or come in,
     * and whatever looks like one.
     */
    @Test
    void theProgramTouchesTheOutsideInThesePlacesOnly() {
        String places =
            "sendAsync|client\\.send|HttpClient\\.new|WebSocket|Socket|getByName|System\\.get(env|Prop)|File(In|Out)putStream\\(|"
                + "File(Reader|Writer|Channel)|RandomAccess|\\.File\\(|\\bFiles\\.|new Print|Sentry\\.init|"
                + "Runtime\\.|Process[A-Z]|openConnection|openStream|getMethod|Class\\.forName|System\\.load";
        List<String> found = Fixtures.read(Fixtures.CHECKOUT.resolve("SentryMcp.java")).lines()
            .filter(line -> Pattern.compile(places).matcher(line).find()).map(String::strip).toList();
        assertEquals(
            """
                import java.net.InetSocketAddress;
                import java.net.SocketAddress;
                PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, \
                StandardCharsets.UTF_8);
                OutputStream stdout = new FileOutputStream(FileDescriptor.out);
                status = run(args, System.getenv(), new FileInputStream(FileDescriptor.in), stdout, log);
                Runtime.getRuntime().halt(status);
                future = network().client.sendAsync(request, share);
                \
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER)
                InetAddress.getByName(host);
                try (InputStream pem = new FileInputStream(file)) {
                .of(proxied(uri) ? new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxies.host(), \
                proxies.port()))
                public void connectFailed(URI uri, SocketAddress address, IOException failed) {}
                return (Boolean) java.io.Console.class.getMethod("isTerminal").invoke(System.console());
                java.io.File file = new java.io.File(folder, name);
                "sentry-mcp " + VERSION + " on Java " + System.getProperty("java.version") + " ("
                + System.getProperty("java.vendor") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch"));
                int status = door.network().client.send(request, \
                HttpResponse.BodyHandlers.discarding()).statusCode();
                Runtime.getRuntime().addShutdownHook(new Thread(this::close, "telemetry-flush"));
                io.sentry.Sentry.init(sdk -> {
                sdk.setSslSocketFactory(Network.trusting(options.certificates).getSocketFactory());
                """,
            String.join("\n", found) + "\n");
        String readme = Fixtures.read(Fixtures.CHECKOUT.resolve("README.md"));
        assertTrue(
            readme.contains("grep -nE '" + places + "' SentryMcp.java") && readme.contains(found.size() + " lines"),
            () -> found.size() + " lines: grep -nE '" + places + "' SentryMcp.java");
    }

    @Test
    void theSkillsTableAndTheToolsAreTheSameSet() {
        Set<String> tools = new TreeSet<>();
        for (Domain domain : SentryMcp.Domains.ALL) for (Tool tool : domain.tools())
            assertTrue(tools.add(tool.name()), () -> tool.name() + " is offered twice");
        assertEquals(String.join("\n", tools), String.join("\n", new TreeSet<>(SentryMcp.grants().keySet())));
        SentryMcp.grants()
            .forEach((tool, skills) -> assertTrue(!skills.isEmpty(), () -> tool + " is granted by no skill"));
    }

    @Test
    void noAliasHidesAnotherTool() {
        Set<String> names = new TreeSet<>();
        for (Domain domain : SentryMcp.Domains.ALL) {
            for (Tool tool : domain.tools()) {
                assertTrue(names.add(tool.name()), tool::name);
                for (String alias : tool.aliases()) assertTrue(names.add(alias), () -> alias);
            }
        }
    }

    @Test
    void toolNamesAndSchemasAreWhatEveryClientAndModelUnderstands() {
        for (Domain domain : SentryMcp.Domains.ALL) {
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
        for (Domain domain : SentryMcp.Domains.ALL) {
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
        for (Domain domain : SentryMcp.Domains.ALL) for (Tool tool : domain.tools())
            bytes += tools.json.Frames.write(tools.mcp.Protocol.definition(tool, Set.of())).length;
        int sent = bytes;
        System.out.println("tool definitions: " + sent + " bytes");
        assertTrue(sent <= 32_000, () -> sent + " bytes");
    }
}
