///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.cyclonedx:cyclonedx-core-java:12.2.0
//DESCRIPTION Makes everything that is published besides the sources

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.cyclonedx.Version;
import org.cyclonedx.generators.BomGeneratorFactory;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.model.Dependency;
import org.cyclonedx.model.Hash;
import org.cyclonedx.model.Metadata;

/**
 * Makes everything that is published besides the sources, into one folder: the program as a jar with its libraries
 * beside it, starters with its options, a POM, a list of what is in it, a container, a registry's entry, and a catalog
 * for JBang. The same sources give the same bytes with the same JDK. Nothing is uploaded.
 */
class Dist {
    private static final String USAGE = "usage: ./jbang dist [FOLDER]    (default: target/dist in the checkout)";
    private static final String GROUP = "io.sentry";
    private static final String NAME = "sentry-mcp";
    /** Where this repository is to be published; the catalog and the README name it, too. */
    private static final String REPOSITORY = "https://github.com/getsentry/sentry-mcp-jvm";
    private static final String IMAGE = "ghcr.io/getsentry/sentry-mcp-jvm";
    private static final String REGISTRY_NAME = "io.github.getsentry/sentry-mcp-jvm";
    private static final String DESCRIPTION = "A Model Context Protocol server for Sentry, over stdio";
    /** The date of every entry of the jar: the first that a ZIP file can tell in every time zone. */
    private static final LocalDateTime ALWAYS = LocalDateTime.of(1980, 2, 1, 0, 0);

    /** A library: its coordinate and its file. */
    private record Library(String group, String artifact, String version, Path file) {
        String purl() { return "pkg:maven/" + group + "/" + artifact + "@" + version + "?type=jar"; }
    }

    private final Path checkout;
    private final Path to;
    private final String version;
    private final JsonNode info;
    private final List<Library> libraries = new ArrayList<>();
    private final List<String> options = new ArrayList<>();

    public static void main(String... args) throws Exception {
        if (args.length > 1 || args.length == 1 && args[0].startsWith("-")) {
            System.err.println(USAGE);
            System.exit(2);
        }
        String launcher = System.getenv().getOrDefault("SENTRY_MCP_LAUNCHER", "jbang").split("\t")[0];
        Path checkout = Path.of(launcher).toAbsolutePath().getParent();
        while (checkout != null && !Files.exists(checkout.resolve("SentryMcp.java"))) checkout = checkout.getParent();
        if (checkout == null) {
            System.err.println("there is no SentryMcp.java here: start ./jbang dist of the checkout");
            System.exit(1);
        }
        try {
            new Dist(checkout, launcher, args.length == 1 ? Path.of(args[0]) : checkout.resolve("target/dist")).make();
        } catch (IOException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
        }
    }

    private Dist(Path checkout, String jbang, Path to) throws Exception {
        this.checkout = checkout;
        this.to = to.toAbsolutePath();
        String program = Files.readString(checkout.resolve("SentryMcp.java"));
        Matcher found = Pattern.compile("static final String VERSION = \"([^\"]+)\"").matcher(program);
        if (!found.find()) throw new IOException("SentryMcp.java names no VERSION");
        version = found.group(1);
        String script = checkout.resolve("SentryMcp.java").toString();
        run(jbang, "build", script);
        info = new ObjectMapper().readTree(run(jbang, "info", "tools", script));
        for (JsonNode option : info.path("runtimeOptions")) options.add(option.asText());
        for (JsonNode path : info.path("resolvedDependencies")) {
            Path file = Path.of(path.asText());   // REPOSITORY/GROUP/ARTIFACT/VERSION/FILE, the group in folders
            Path folder = file.getParent();
            String artifact = folder.getParent().getFileName().toString();
            libraries.add(new Library(group(artifact), artifact, folder.getFileName().toString(), file));
        }
    }

    /** The group of a library, as the script names it, or from the POM that Maven puts into a jar. */
    private String group(String artifact) throws IOException {
        for (JsonNode named : info.path("dependencies")) {
            String[] parts = named.asText().split(":");
            if (parts[1].equals(artifact)) return parts[0];
        }
        for (JsonNode path : info.path("resolvedDependencies")) {
            if (!path.asText().contains("/" + artifact + "/")) continue;
            for (String name : entries(Path.of(path.asText())).keySet()) {
                if (name.matches("META-INF/maven/[^/]+/" + Pattern.quote(artifact) + "/pom.xml"))
                    return name.split("/")[2];
            }
        }
        throw new IOException("no group known for " + artifact);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(String.join(" ", command) + " failed");
        return out;
    }

    private void make() throws Exception {
        Files.createDirectories(to.resolve("lib"));
        try (Stream<Path> old = Files.walk(to)) {
            if (old.anyMatch(Files::isRegularFile))
                throw new IOException(to + " is not empty: delete it, or name another folder");
        }
        String jar = NAME + "-" + version + ".jar";
        Files.write(to.resolve(jar), jar());
        for (Library library : libraries)
            Files.copy(library.file, to.resolve("lib").resolve(library.file.getFileName().toString()));
        write(NAME + "-" + version + ".pom", pom());
        write("options", String.join("\n", options) + "\n");
        write("sentry-mcp", starter(jar));
        if (!to.resolve("sentry-mcp").toFile().setExecutable(true, false))
            throw new IOException("cannot make the starter executable");
        write("sentry-mcp.cmd", windowsStarter(jar).replace("\n", "\r\n"));
        write("Dockerfile", dockerfile(jar));
        write("server.json", json(registryEntry()));
        write("jbang-catalog.json", json(catalog()));
        write("sentrymcp.java", script());
        write("bom.json", bom(jar));
        write("SHA256SUMS", sums());
        System.out.println(to);
    }

    private void write(String name, String text) throws IOException { Files.writeString(to.resolve(name), text); }

    private static String json(Object value) throws IOException {
        return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(value).replace("\r\n", "\n")
            + "\n";
    }

    // ---------------------------------------------------------------- the jar

    /** What JBang built, with a manifest of our own; in the order of names, uncompressed, at one date. */
    private byte[] jar() throws IOException {
        TreeMap<String, byte[]> entries = entries(Path.of(info.path("applicationJar").asText()));
        entries.keySet().removeIf(name -> name.startsWith("META-INF/"));
        entries.put("META-INF/LICENSE", Files.readAllBytes(checkout.resolve("LICENSE")));
        StringBuilder path = new StringBuilder();
        for (Library library : libraries)
            path.append(path.isEmpty() ? "" : " ").append("lib/").append(library.file.getFileName());
        byte[] manifest = manifest("Main-Class", "SentryMcp", "Class-Path", path.toString(), "Implementation-Title",
            NAME, "Implementation-Version", version);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setMethod(ZipOutputStream.STORED);
            store(zip, "META-INF/MANIFEST.MF", manifest);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) store(zip, entry.getKey(), entry.getValue());
        }
        return bytes.toByteArray();
    }

    private static TreeMap<String, byte[]> entries(Path jar) throws IOException {
        TreeMap<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry; (entry = zip.getNextEntry()) != null;) {
                if (!entry.isDirectory()) entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        entry.setSize(bytes.length);
        entry.setCompressedSize(bytes.length);
        entry.setCrc(checksum.getValue());
        entry.setTimeLocal(ALWAYS);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }

    /** Lines of a manifest hold at most 72 bytes; a further one begins with a space. */
    private static byte[] manifest(String... attributes) {
        StringBuilder text = new StringBuilder("Manifest-Version: 1.0\r\n");
        for (int i = 0; i < attributes.length; i += 2) {
            String line = attributes[i] + ": " + attributes[i + 1];
            text.append(line, 0, Math.min(72, line.length()));
            for (int at = 72; at < line.length(); at += 71)
                text.append("\r\n ").append(line, at, Math.min(at + 71, line.length()));
            text.append("\r\n");
        }
        return text.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    // ---------------------------------------------------------------- starters

    private static String starter(String jar) {
        return """
            #!/bin/sh
            # Starts sentry-mcp with the options that it was measured with. A JRE of version 17 or newer will do.
            self=$(readlink -f -- "$0" 2>/dev/null || printf '%%s' "$0")
            folder=$(CDPATH='' cd -P -- "$(dirname -- "$self")" && pwd -P) || exit 1
            export SENTRY_MCP_LAUNCHER="$folder/sentry-mcp"
            exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" "@$folder/options" -jar "$folder/%s" "$@"
            """.formatted(jar);
    }

    private static String windowsStarter(String jar) {
        return """
            @echo off
            rem Starts sentry-mcp with the options that it was measured with. A JRE of version 17 or newer will do.
            setlocal
            set "NoDefaultCurrentDirectoryInExePath=1"
            set "SENTRY_MCP_LAUNCHER=%%~f0"
            set "java=java.exe"
            if defined JAVA_HOME set "java=%%JAVA_HOME%%\\bin\\java.exe"
            "%%java%%" "@%%~dp0options" -jar "%%~dp0%s" %%*
            """.formatted(jar);
    }

    private String dockerfile(String jar) {
        return """
            # docker build -t %1$s:%2$s .    docker run -i --rm -e SENTRY_ACCESS_TOKEN %1$s:%2$s
            FROM eclipse-temurin:25-jre
            LABEL io.modelcontextprotocol.server.name="%3$s"
            COPY lib /opt/sentry-mcp/lib
            COPY options %4$s /opt/sentry-mcp/
            ENV SENTRY_MCP_LAUNCHER="docker\trun\t-i\t--rm\t-e\tSENTRY_ACCESS_TOKEN\t%1$s:%2$s"
            USER 65534:65534
            ENTRYPOINT ["java", "@/opt/sentry-mcp/options", "-jar", "/opt/sentry-mcp/%4$s"]
            """.formatted(IMAGE, version, REGISTRY_NAME, jar);
    }

    // ---------------------------------------------------------------- what others read

    private String pom() {
        StringBuilder dependencies = new StringBuilder();
        for (JsonNode named : info.path("dependencies")) {
            String[] parts = named.asText().split(":");
            dependencies.append("    <dependency><groupId>").append(parts[0]).append("</groupId><artifactId>")
                .append(parts[1])
                .append("</artifactId><version>").append(parts[2]).append("</version></dependency>\n");
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
              <name>Sentry MCP server for the JVM</name>
              <description>%s</description>
              <url>%s</url>
              <licenses>
                <license><name>Apache-2.0</name><url>https://www.apache.org/licenses/LICENSE-2.0</url></license>
              </licenses>
              <developers>
                <developer><name>Sentry</name><url>https://sentry.io</url></developer>
              </developers>
              <scm><url>%s</url><connection>scm:git:%s.git</connection></scm>
              <dependencies>
            %s  </dependencies>
            </project>
            """
            .formatted(GROUP, NAME, version, DESCRIPTION, REPOSITORY, REPOSITORY, REPOSITORY, dependencies);
    }

    /** As the MCP registry's schema of 2025-12-11 has it; the image's label says that it belongs to this name. */
    private Map<String, Object> registryEntry() {
        Map<String, Object> token = ordered("name", "SENTRY_ACCESS_TOKEN", "description",
            "A Sentry token with the scopes of the skills that are granted",
            "isRequired", true, "isSecret", true);
        Map<String, Object> host =
            ordered("name", "SENTRY_HOST", "description", "The host of a Sentry of your own", "default", "sentry.io");
        return ordered("$schema", "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
            "name", REGISTRY_NAME,
            "title", "Sentry", "description", DESCRIPTION, "version", version,
            "repository", ordered("url", REPOSITORY, "source", "github"),
            "packages",
            List.of(ordered("registryType", "oci", "identifier", IMAGE + ":" + version, "transport",
                Map.of("type", "stdio"),
                "environmentVariables", List.of(token, host))));
    }

    /** What JBang can start from a URL in any folder, with one request; it compiles one line. */
    private String script() {
        return """
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 17+
            //DEPS %s:%s:%s
            //RUNTIME_OPTIONS %s
            //DESCRIPTION %s

            class sentrymcp {
                public static void main(String... args) { SentryMcp.main(args); }
            }
            """.formatted(GROUP, NAME, version, String.join(" ", options), DESCRIPTION);
    }

    /** What getsentry/jbang-catalog holds once the coordinate is published; before, publish/jbang-catalog.json. */
    private Map<String, Object> catalog() throws IOException {
        JsonNode now =
            new ObjectMapper().readTree(checkout.resolve("publish/jbang-catalog.json").toFile()).path("aliases");
        return ordered("catalogs", Map.of(), "aliases", ordered(
            NAME,
            ordered("script-ref", GROUP + ":" + NAME + ":" + version, "description", DESCRIPTION, "runtime-options",
                options),
            NAME + "-source", now.path(NAME + "-source")));
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }

    private String bom(String jar) throws Exception {
        Component program = component(GROUP, NAME, version,
            "pkg:maven/" + GROUP + "/" + NAME + "@" + version + "?type=jar", to.resolve(jar));
        program.setType(Component.Type.APPLICATION);
        Metadata metadata = new Metadata();
        metadata.setTimestamp(null);   // the same sources give the same bytes
        metadata.setComponent(program);
        Bom bom = new Bom();
        bom.setSerialNumber("urn:uuid:" + UUID.nameUUIDFromBytes(sums().getBytes(StandardCharsets.UTF_8)));
        bom.setMetadata(metadata);
        Dependency needs = new Dependency(program.getBomRef());
        for (Library library : libraries) {
            Component component =
                component(library.group, library.artifact, library.version, library.purl(), library.file);
            bom.addComponent(component);
            needs.addDependency(new Dependency(component.getBomRef()));
        }
        bom.addDependency(needs);
        return BomGeneratorFactory.createJson(Version.VERSION_16, bom).toJsonString() + "\n";
    }

    private static Component component(String group, String name, String version, String purl, Path file)
        throws Exception {
        Component component = new Component();
        component.setType(Component.Type.LIBRARY);
        component.setGroup(group);
        component.setName(name);
        component.setVersion(version);
        component.setPurl(purl);
        component.setBomRef(purl);
        component.addHash(new Hash(Hash.Algorithm.SHA_256, sha256(file)));
        return component;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    /** As sha256sum writes and checks it. */
    private String sums() throws Exception {
        StringBuilder sums = new StringBuilder();
        try (Stream<Path> files = Files.walk(to)) {
            for (Path file : files.filter(Files::isRegularFile).sorted(Comparator.comparing(Path::toString)).toList()) {
                sums.append(sha256(file)).append("  ").append(to.relativize(file).toString().replace('\\', '/'))
                    .append('\n');
            }
        }
        return sums.toString();
    }
}
