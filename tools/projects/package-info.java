//SOURCES Account.java
//SOURCES AccountAnswers.java
//SOURCES Buckets.java
//SOURCES HealthAnswers.java
//SOURCES KeyAnswers.java
//SOURCES Keys.java
//SOURCES Onboarding.java
//SOURCES OnboardingAnswers.java
//SOURCES Platforms.java
//SOURCES ProjectAnswers.java
//SOURCES Projects.java
//SOURCES ReleaseAnswers.java
//SOURCES ReleaseComparison.java
//SOURCES ReleaseHealth.java
//SOURCES Releases.java
//SOURCES SnapshotAnswers.java
//SOURCES Snapshots.java
//SOURCES Usage.java
//SOURCES UsageAnswers.java

/**
 * Organizations, teams and projects, their keys, releases and snapshots.
 */
package tools.projects;
