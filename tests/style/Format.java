///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS org.eclipse.jdt:org.eclipse.jdt.core:3.36.0

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import org.eclipse.jdt.core.ToolFactory;
import org.eclipse.jdt.core.formatter.CodeFormatter;
import org.eclipse.jdt.core.formatter.DefaultCodeFormatterConstants;
import org.eclipse.jface.text.Document;
import org.eclipse.text.edits.TextEdit;

/**
 * The style of the sources as Eclipse's formatter knows it, with the settings in format.properties beside it. Names the
 * files that are written otherwise and exits 1 when there are any; with {@code --write} it rewrites them.
 */
class Format {
    public static void main(String... args) throws Exception {
        List<String> words = new ArrayList<>(List.of(args));
        boolean write = words.remove("--write");
        Path checkout = Path.of("").toAbsolutePath();
        while (!Files.exists(checkout.resolve("SentryMcp.java"))) checkout = checkout.getParent();
        Properties settings = new Properties();
        try (var in = Files.newInputStream(checkout.resolve("tests/style/format.properties"))) {
            settings.load(in);
        }
        Map<String, String> options = new HashMap<>(DefaultCodeFormatterConstants.getEclipseDefaultSettings());
        settings.forEach((key, value) -> options.put("org.eclipse.jdt.core." + key, (String) value));
        CodeFormatter formatter = ToolFactory.createCodeFormatter(options);
        List<Path> files = new ArrayList<>();
        if (words.isEmpty()) words = List.of("SentryMcp.java", "tools", "tests");
        for (String word : words) {
            try (Stream<Path> found = Files.walk(checkout.resolve(word))) {
                files.addAll(found.filter(file -> file.toString().endsWith(".java")).sorted().toList());
            }
        }
        int other = 0;
        for (Path file : files) {
            String source = Files.readString(file);
            TextEdit edit = formatter.format(CodeFormatter.K_COMPILATION_UNIT, source, 0, source.length(), 0, "\n");
            if (edit == null) throw new IllegalStateException(file + " cannot be read as Java");
            Document formatted = new Document(source);
            edit.apply(formatted);
            if (formatted.get().equals(source)) continue;
            other++;
            System.out.println(checkout.relativize(file));
            if (write) Files.writeString(file, formatted.get());
        }
        System.out.println(files.size() + " files, " + other + (write ? " rewritten" : " to be formatted"));
        System.exit(other == 0 || write ? 0 : 1);
    }
}
