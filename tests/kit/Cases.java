import java.util.ArrayList;
import java.util.List;

/** Every case of every domain; what holds for all tools is tested on these. */
final class Cases {
    private Cases() {}

    /** A new domain adds its line here. */
    static List<Case> all() {
        List<Case> all = new ArrayList<>();
        all.addAll(AccountTest.cases());
        all.addAll(ProjectsTest.cases());
        all.addAll(IssuesTest.cases());
        all.addAll(IssueEventsTest.cases());
        all.addAll(IssueChangesTest.cases());
        all.addAll(SeerTest.cases());
        all.addAll(ResourcesTest.cases());
        all.addAll(EventsTest.cases());
        all.addAll(EventSeriesTest.cases());
        all.addAll(TracesTest.cases());
        all.addAll(ProfilesTest.cases());
        all.addAll(ReplaysTest.cases());
        all.addAll(ConversationsTest.cases());
        all.addAll(SnapshotsTest.cases());
        all.addAll(ReleasesTest.cases());
        all.addAll(ReleaseHealthTest.cases());
        all.addAll(UsageTest.cases());
        all.addAll(ConfigCases.cases());
        all.addAll(DocsTest.cases());
        all.addAll(SearchTest.cases());
        return all;
    }
}
