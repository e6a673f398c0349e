import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The program's sources as the compiler understands them: which types each file names, however it writes them. */
final class Sources {
    /**
     * What a file names.
     *
     * @param room   "answer", …; "" for SentryMcp.java
     * @param types  other than its own, by their full names: those of nested types' outermost ones
     * @param calls  methods, as Type.name
     * @param length of its longest method, in lines, and that method's name
     */
    record Names(Path file, String room, Set<String> types, Set<String> calls, Map<String, Integer> length) {}

    private Sources() {}

    /** All of them, with bindings resolved. */
    static List<Names> all() throws IOException {
        List<Path> files = new ArrayList<>(List.of(Fixtures.CHECKOUT.resolve("SentryMcp.java")));
        try (Stream<Path> found = Files.walk(Fixtures.CHECKOUT.resolve("tools"))) {
            files.addAll(found.filter(file -> file.toString().endsWith(".java")).sorted().toList());
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Names> all = new ArrayList<>();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null,
                List.of("-proc:none", "--release", "17", "-encoding", "UTF-8", "-classpath",
                    System.getProperty("java.class.path")),
                null, manager.getJavaFileObjectsFromPaths(files));
            Trees trees = Trees.instance(task);
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            task.analyze();
            for (CompilationUnitTree unit : units) all.add(names(unit, trees));
        }
        return all;
    }

    private static Names names(CompilationUnitTree unit, Trees trees) {
        Path file = Path.of(unit.getSourceFile().toUri());
        String room = file.endsWith("SentryMcp.java") ? "" : file.getParent().getFileName().toString();
        Names names = new Names(file, room, new TreeSet<>(), new TreeSet<>(), new TreeMap<>());
        new TreePathScanner<Void, Void>() {
            private void see(TreePath path) {
                Element element = trees.getElement(path);
                if (element == null) return;
                switch (element.getKind()) {
                    case CLASS, INTERFACE, ENUM, RECORD, ANNOTATION_TYPE -> names.types.add(outermost(element));
                    case METHOD, CONSTRUCTOR, FIELD, ENUM_CONSTANT -> {
                        names.calls.add(outermost(element.getEnclosingElement()) + "." + element.getSimpleName());
                        names.types.add(outermost(element.getEnclosingElement()));
                    }
                    default -> {}
                }
            }

            @Override
            public Void visitIdentifier(IdentifierTree tree, Void none) {
                see(getCurrentPath());
                return super.visitIdentifier(tree, none);
            }

            @Override
            public Void visitMemberSelect(MemberSelectTree tree, Void none) {
                see(getCurrentPath());
                return super.visitMemberSelect(tree, none);
            }

            @Override
            public Void visitMemberReference(MemberReferenceTree tree, Void none) {
                see(getCurrentPath());
                return super.visitMemberReference(tree, none);
            }

            @Override
            public Void visitMethod(MethodTree tree, Void none) {
                long from = trees.getSourcePositions().getStartPosition(unit, tree);
                long to = trees.getSourcePositions().getEndPosition(unit, tree);
                if (from >= 0 && to > from) {
                    long lines = unit.getLineMap().getLineNumber(to) - unit.getLineMap().getLineNumber(from) + 1;
                    names.length.merge(tree.getName().toString(), (int) lines, Math::max);
                }
                return super.visitMethod(tree, none);
            }

            @Override
            public Void visitClass(ClassTree tree, Void none) { return super.visitClass(tree, none); }
        }.scan(unit, null);
        return names;
    }

    private static String outermost(Element element) {
        Element at = element;
        while (at.getEnclosingElement() instanceof TypeElement outer) at = outer;
        return at.toString();
    }
}
