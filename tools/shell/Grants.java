package tools.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.answer.FailureException;
import tools.answer.Suggestion;
import tools.answer.UsageException;
import tools.events.Search;
import tools.mcp.Offers;
import tools.sentry.Checks;
import tools.sentry.Domain;
import tools.sentry.Scopes;
import tools.sentry.Tool;

/** The skills table, read: which skills grant which tool. */
public final class Grants {
    private final Map<String, Set<Skill>> skills = new LinkedHashMap<>();

    /** @param table a tool a line: its name, then the skills that grant it */
    public Grants(String table) {
        for (String row : table.split("\n")) {
            Set<Skill> its = EnumSet.noneOf(Skill.class);
            int end = row.indexOf(' ');
            for (String id : Checks.words(row.substring(end))) its.add(Skill.of(id, "the skills table"));
            skills.put(row.substring(0, end), its);
        }
    }

    /** The skills that grant a tool; none when the table does not know it, and then nobody can call it. */
    public Set<Skill> of(String tool) {
        return skills.getOrDefault(tool, Set.of());
    }

    /** The names of all tools in the table. */
    public Set<String> tools() {
        return skills.keySet();
    }

    /** The tools that these options offer, in the order in which they are listed. */
    public Offers offers(Options options) {
        return new Offers(offers(options, options.openAiKey() != null), skills.keySet(), new WithoutModel(options));
    }

    /** Not a lambda: the first one of a program takes longer than the whole handshake. */
    private final class WithoutModel implements Offers.Withheld {
        private final Options options;

        WithoutModel(Options options) { this.options = options; }

        @Override
        public String why(String tool) {
            boolean only = options.openAiKey() == null && offers(options, true).containsKey(tool);
            return only ? Search.withoutModel(tool, options.modelMissing()) : null;
        }

        @Override
        public String unready(String client) {
            List<String> said = new ArrayList<>();
            for (Unfilled missing : options.unfilled()) said.add(Clients.wanted(missing, client) + ".");
            return said.isEmpty() ? null : String.join("\n", said);
        }
    }

    /** @param model whether there is a language model to ask */
    private Map<String, Offers.Offer> offers(Options options, boolean model) {
        Map<String, Offers.Offer> offers = new LinkedHashMap<>();
        for (Domain domain : Domains.ALL) {
            for (Tool tool : domain.tools()) {
                boolean granted = !Collections.disjoint(of(tool.name()), options.skills());
                boolean inScope =
                    options.scopes() == null || Scopes.missing(options.scopes(), tool.scopes()).isEmpty();
                boolean harmless = !options.readOnly() || tool.effect() == Tool.Effect.READS;
                boolean useful = tool.hiddenBy().isEmpty() || !options.bounds().containsKey(tool.hiddenBy());
                boolean possible = !tool.needs().equals("model") || model;
                boolean named = options.tools().isEmpty() || Names.matches(options.tools(), tool);
                boolean kept = !Names.matches(options.excludedTools(), tool);
                if (granted && inScope && harmless && useful && possible && named && kept)
                    offers.put(tool.name(), new Offers.Offer(tool, domain));
            }
        }
        return offers;
    }

    /**
     * Refuses names that no tool has, and a choice that leaves no tool; warns of a named one that is not granted.
     *
     * @param table as in the constructor; read only when tools are named
     * @throws UsageException
     */
    public static void check(String table, Options options) {
        if (options.tools().isEmpty() && options.excludedTools().isEmpty()) return;
        Names.check(options.tools(), Flag.TOOLS.flag());
        Names.check(options.excludedTools(), Flag.EXCLUDE_TOOLS.flag());
        Map<String, Offers.Offer> left = new Grants(table).offers(options, options.openAiKey() != null);
        if (left.isEmpty()) throw new UsageException("--tools and --exclude-tools leave none of the granted tools");
        for (String name : options.tools()) {
            boolean offered = false;
            for (Offers.Offer offer : left.values()) offered |= Names.matches(List.of(name), offer.tool());
            if (!offered) options.warnings().add(name + ", which --tools names, is not granted; see --skills");
        }
    }

    /** Tools by name, with * for any letters. */
    private static final class Names {
        static boolean matches(List<String> patterns, Tool tool) {
            for (String pattern : patterns) {
                if (matches(pattern, tool.name())) return true;
                for (String alias : tool.aliases()) if (matches(pattern, alias)) return true;
            }
            return false;
        }

        /** Each piece between stars, as early as it comes. */
        private static boolean matches(String pattern, String name) {
            int star = pattern.indexOf('*');
            if (star < 0) return pattern.equals(name);
            if (!name.startsWith(pattern.substring(0, star))) return false;
            int at = star;
            String rest = pattern.substring(star + 1);
            for (int next; (next = rest.indexOf('*')) >= 0; rest = rest.substring(next + 1)) {
                int found = name.indexOf(rest.substring(0, next), at);
                if (found < 0) return false;
                at = found + next;
            }
            return name.length() - rest.length() >= at && name.endsWith(rest);
        }

        static void check(List<String> patterns, String source) {
            List<String> names = new ArrayList<>();
            for (Domain domain : Domains.ALL) for (Tool tool : domain.tools()) names.add(tool.name());
            for (String pattern : patterns) {
                boolean known = false;
                for (Domain domain : Domains.ALL)
                    for (Tool tool : domain.tools()) known |= matches(List.of(pattern), tool);
                if (known) continue;
                String close = Suggestion.to(pattern.replace("*", ""), names);
                throw new UsageException(source + ": no tool is named " + FailureException.show(pattern)
                    + (close == null ? "; sentry-mcp tools lists them" : "; did you mean " + close + "?"));
            }
        }
    }

    /** Every skill, with those of the tools that it grants. */
    List<Manual.Skill> listed(Set<Skill> granted, List<Tool> tools) {
        List<Manual.Skill> listed = new ArrayList<>();
        for (Skill skill : Skill.values()) {
            List<Tool> its = new ArrayList<>(tools);
            its.removeIf(tool -> !of(tool.name()).contains(skill));
            listed.add(new Manual.Skill(skill.id(), skill.about, granted.contains(skill), its));
        }
        return listed;
    }
}
