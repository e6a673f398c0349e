import java.util.List;
import java.util.Map;

/**
 * The calls of teams, projects, keys, monitors, alerts, dashboards and onboarding, each with all that Sentry answers to
 * it.
 */
final class ConfigCases {
    private ConfigCases() {}

    private static final String ORG = "organizations/acme-labs/";
    private static final String PROJECT = "projects/acme-labs/checkout-api/";

    static Case of(String tool, Object... more) {
        Case made = Case.of(tool, "organizationSlug", "acme-labs");
        for (int i = 0; i < more.length; i += 2) made = made.with((String) more[i], more[i + 1]);
        return made;
    }

    private static Case post(Case made, String path, String fixture) {
        return made.on("POST", path, Fixtures.text(fixture));
    }

    private static Case put(Case made, String path, String fixture) {
        return made.on("PUT", path, Fixtures.text(fixture));
    }

    static Case createTeam() {
        return post(of("create_team", "name", "Tide Watch"), ORG + "teams", "projects/team-created.json");
    }

    static Case createProject() {
        return post(of("create_project", "teamSlug", "payments", "name", "Tide Clock", "platform", "Python-Django"),
            "teams/acme-labs/payments/projects", "projects/created.json")
            .get("projects/acme-labs/tide-clock/keys", "keys/list.json");
    }

    static Case createLinkedProject() {
        return post(createProject().with("repository", "tide-clock"), ORG + "code-mappings/bulk",
            "projects/linked.json").get(ORG + "repos", "projects/repos.json").chosenFrom();
    }

    static Case updateProject() {
        return put(
            of("update_project", "projectSlug", "checkout-api", "name", "Checkout Core", "slug", "checkout-core"),
            PROJECT.substring(0, PROJECT.length() - 1), "projects/updated.json");
    }

    static Case addTeam() {
        return post(of("add_team_to_project", "projectSlug", "checkout-api", "teamSlug", "mobile"),
            PROJECT + "teams/mobile", "projects/with-both-teams.json")
            .get(PROJECT + "teams", "projects/teams-one.json");
    }

    static Case removeTeam() {
        return of("remove_team_from_project", "projectSlug", "checkout-api", "teamSlug", "mobile")
            .on("DELETE", PROJECT + "teams/mobile", Fixtures.text("projects/with-one-team.json"))
            .get(PROJECT + "teams", "projects/teams-both.json").chosenFrom();
    }

    static Case findDsns() {
        return of("find_dsns", "projectSlug", "checkout-api").get(PROJECT + "keys", "keys/list.json");
    }

    static Case createDsn() {
        return post(of("create_dsn", "projectSlug", "checkout-api", "name", "Nightly Jobs"), PROJECT + "keys",
            "keys/key.json");
    }

    static Case updateDsn() {
        return put(
            of("update_dsn", "projectSlug", "checkout-api", "keyId", "0f0e0d0c0b0a09080706050403020100", "settings",
                Map.of("rateLimitCount", 250, "rateLimitWindow", 3600)),
            PROJECT + "keys/0f0e0d0c0b0a09080706050403020100", "keys/key.json");
    }

    static Case disableDsn() {
        return put(
            of("update_dsn", "projectSlug", "checkout-api", "keyId", "0f0e0d0c0b0a09080706050403020100", "settings",
                Map.of("isActive", false)),
            PROJECT + "keys/0f0e0d0c0b0a09080706050403020100", "keys/disabled.json");
    }

    static Case findUptime() {
        return of("find_uptime_monitors", "projectSlug", "checkout-api")
            .on("GET", PROJECT.substring(0, PROJECT.length() - 1), "{\"id\":\"4507001\",\"slug\":\"checkout-api\"}")
            .chosenFrom()
            .get(ORG + "uptime", "uptime/list.json").next("0:25:0");
    }

    static Case uptimeDetails() {
        return of("get_uptime_monitor_details", "projectSlug", "checkout-api", "uptimeMonitorId", "8801")
            .get(PROJECT + "uptime/8801", "uptime/monitor.json")
            .get(PROJECT + "uptime/8801/checks", "uptime/checks.json");
    }

    static Case createUptime() {
        return post(
            of("create_uptime_monitor", "projectSlug", "checkout-api", "name", "Checkout ping", "url",
                "https://checkout.acme.example/ping", "intervalSeconds", 300,
                "settings", Map.of("method", "post", "headers", Map.of("Accept", "application/json"))),
            PROJECT + "uptime", "uptime/monitor.json");
    }

    static Case disableUptime() {
        return put(of("update_uptime_monitor", "projectSlug", "checkout-api", "uptimeMonitorId", "8801", "settings",
            Map.of("status", "disabled")), PROJECT + "uptime/8801", "uptime/disabled.json")
            .get(PROJECT + "uptime/8801", "uptime/monitor.json");
    }

    static Case deleteUptime() {
        return of("delete_uptime_monitor", "projectSlug", "checkout-api", "uptimeMonitorId", "8801")
            .on("DELETE", PROJECT + "uptime/8801", "").get(PROJECT + "uptime/8801", "uptime/monitor.json");
    }

    static Case findMonitors() { return of("find_monitors").get(ORG + "monitors", "crons/list.json"); }

    static Case monitorDetails() {
        return of("get_monitor_details", "monitorSlug", "ledger-close")
            .get(ORG + "monitors/ledger-close", "crons/monitor.json")
            .get(ORG + "monitors/ledger-close/checkins", "crons/checkins.json")
            .get(ORG + "monitors/ledger-close/stats", "crons/stats.json");
    }

    static Case createMonitor() {
        return post(
            of("create_monitor", "projectSlug", "checkout-api", "name", "Ledger Close", "schedule", "every 1 day",
                "settings", Map.of("timezone", "UTC", "checkinMargin", 10)),
            ORG + "monitors", "crons/monitor.json");
    }

    static Case disableMonitor() {
        return put(of("update_monitor", "monitorSlug", "ledger-close", "settings", Map.of("status", "disabled")),
            ORG + "monitors/ledger-close", "crons/disabled.json")
            .get(ORG + "monitors/ledger-close", "crons/monitor.json");
    }

    static Case findAlerts() {
        return of("find_alert_rules").get(ORG + "workflows", "alerts/issue-list.json").next("0:25:0")
            .get(ORG + "detectors", "alerts/metric-list.json");
    }

    static Case issueAlert() {
        return of("get_alert_rule", "ruleId", "601").get(ORG + "workflows", "alerts/issue-list.json").chosenFrom()
            .on("GET", ORG + "detectors", "[]");
    }

    static Case metricAlert() {
        return of("get_alert_rule", "ruleId", "checkout P95").on("GET", ORG + "workflows", "[]")
            .get(ORG + "detectors", "alerts/metric-list.json").chosenFrom();
    }

    static Case legacyAlert() {
        return of("get_alert_rule", "ruleId", "7301", "kind", "metric").on("GET", ORG + "detectors", "[]")
            .get(ORG + "alert-rules/7301", "alerts/legacy.json");
    }

    static Case createIssueAlert() {
        return post(
            of("create_issue_alert", "projectSlug", "checkout-api", "name", "Page payments on spikes", "triggers",
                List.of(Map.of("type", "first_seen_event")),
                "actions",
                List.of(Map.of("type", "email", "config", Map.of("targetType", "team", "targetIdentifier", "88")))),
            ORG + "workflows", "alerts/issue.json")
            .get(ORG + "detectors", "alerts/stream.json").chosenFrom();
    }

    static Case disableIssueAlert() {
        return put(of("update_alert_rule", "ruleId", "601", "settings", Map.of("enabled", false)),
            ORG + "workflows/601", "alerts/issue-disabled.json")
            .get(ORG + "workflows", "alerts/issue-list.json").chosenFrom().on("GET", ORG + "detectors", "[]");
    }

    static Case createMetricAlert() {
        return post(
            of("create_metric_alert", "projectSlug", "checkout-api", "name", "Checkout p95", "aggregate",
                "p95(span.duration)",
                "conditions", List.of(Map.of("type", "gt", "comparison", 800)), "settings",
                Map.of("dataset", "events_analytics_platform", "timeWindowMinutes", 15)),
            ORG + "projects/checkout-api/detectors", "alerts/metric.json");
    }

    static Case disableMetricAlert() {
        return put(of("update_alert_rule", "ruleId", "9100", "settings", Map.of("enabled", false)),
            ORG + "detectors/9100", "alerts/metric-disabled.json")
            .on("GET", ORG + "workflows", "[]").get(ORG + "detectors", "alerts/metric-list.json").chosenFrom();
    }

    static Case findDashboards() {
        return of("find_dashboards", "query", "health").get(ORG + "dashboards", "dashboards/list.json").next("0:25:0");
    }

    static Case dashboard() {
        return of("get_dashboard_details", "dashboardId", "checkout Health")
            .get(ORG + "dashboards", "dashboards/list.json").chosenFrom()
            .get(ORG + "dashboards/221", "dashboards/dashboard.json");
    }

    static Case createDashboard() {
        return post(
            of("create_dashboard", "title", "Checkout health", "widgets",
                List.of(Map.of("title", "Slow payments", "displayType", "table", "widgetType", "spans",
                    "queries",
                    List.of(Map.of("columns", List.of("span.op"), "aggregates", List.of("p95(span.duration)")))))),
            ORG + "dashboards", "dashboards/dashboard.json");
    }

    static Case overwriteDashboard() {
        return put(
            of("update_dashboard", "dashboardId", "221", "settings",
                Map.of("widgets", List.of(Map.of("title", "Errors", "displayType", "line")))),
            ORG + "dashboards/221", "dashboards/dashboard.json")
            .get(ORG + "dashboards/221", "dashboards/dashboard.json");
    }

    static Case onboarding() {
        return post(
            of("onboarding_status_update", "runToken", "abcDEF1234", "stage", "create_project", "status", "completed",
                "settings", Map.of("projectSlugs", List.of("tide-clock"))),
            ORG + "onboarding/agent/status", "onboarding/status.json");
    }

    /** Those that ask before they write, because they delete, disable or overwrite. */
    static List<Case> asking() {
        return List.of(removeTeam(), updateDsn(), disableDsn(), disableUptime(), deleteUptime(), disableMonitor(),
            disableIssueAlert(), disableMetricAlert(), overwriteDashboard());
    }

    static List<Case> writing() {
        return List.of(createTeam(), createProject(), createLinkedProject(), updateProject(), addTeam(), removeTeam(),
            createDsn(), updateDsn(), disableDsn(), createUptime(), disableUptime(),
            deleteUptime(), createMonitor(), disableMonitor(), createIssueAlert(), disableIssueAlert(),
            createMetricAlert(), disableMetricAlert(), createDashboard(), overwriteDashboard(),
            onboarding());
    }

    static List<Case> cases() {
        List<Case> all = new java.util.ArrayList<>(writing());
        all.addAll(List.of(findDsns(), findUptime(), uptimeDetails(), findMonitors(), monitorDetails(), findAlerts(),
            issueAlert(), metricAlert(), legacyAlert(), findDashboards(), dashboard()));
        return all;
    }
}
