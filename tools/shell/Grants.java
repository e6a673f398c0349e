package tools.shell;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            return only ? Search.withoutModel(tool) : null;
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
                if (granted && inScope && harmless && useful && possible)
                    offers.put(tool.name(), new Offers.Offer(tool, domain));
            }
        }
        return offers;
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
