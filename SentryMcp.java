import java.util.List;
import tools.*;

public class SentryMcp {
    static final List<Domain> DOMAINS = List.of(new Account(), new Projects(), new Keys(), new Uptime(), new Crons(), new Alerts(), new Dashboards(), new Onboarding());
    public static void main(String... args) { }
}
