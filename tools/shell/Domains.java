package tools.shell;

import java.util.ArrayList;
import java.util.List;
import tools.docs.Docs;
import tools.events.Conversations;
import tools.events.EventSeries;
import tools.events.Events;
import tools.events.Profiles;
import tools.events.Replays;
import tools.events.Search;
import tools.events.Traces;
import tools.issues.EventFiles;
import tools.issues.IssueChanges;
import tools.issues.IssueEvents;
import tools.issues.Issues;
import tools.issues.Resources;
import tools.issues.Seer;
import tools.monitors.Alerts;
import tools.monitors.Crons;
import tools.monitors.Dashboards;
import tools.monitors.Uptime;
import tools.projects.Account;
import tools.projects.Keys;
import tools.projects.Onboarding;
import tools.projects.Projects;
import tools.projects.ReleaseHealth;
import tools.projects.Releases;
import tools.projects.Snapshots;
import tools.projects.Usage;
import tools.sentry.Domain;

/** Everything the program can do for Sentry, in the order in which clients list it; a new domain is added here. */
public final class Domains {
    public static final List<Domain> ALL = all();

    private Domains() {}

    private static List<Domain> all() {
        List<Domain> all = new ArrayList<>(List.of(
            new Account(), new Projects(), new Issues(), new IssueEvents(), new EventFiles(), new IssueChanges(),
            new Seer(), new Events(), new EventSeries(), new Traces(), new Profiles(), new Replays(),
            new Conversations(), new Snapshots(), new Releases(), new ReleaseHealth(), new Usage(), new Keys(),
            new Uptime(), new Crons(), new Alerts(), new Dashboards(),
            new Onboarding(), new Docs()));
        all.add(new Search(all));      // asks through list_issues, list_issue_events, list_events and get_event_series
        all.add(new Resources(all));   // answers through the others
        return List.copyOf(all);
    }
}
