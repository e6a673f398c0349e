//SOURCES Account.java
//SOURCES Buckets.java
//SOURCES Keys.java
//SOURCES Onboarding.java
//SOURCES Platforms.java
//SOURCES Projects.java
//SOURCES ReleaseComparison.java
//SOURCES ReleaseHealth.java
//SOURCES Releases.java
//SOURCES Snapshots.java
//SOURCES Usage.java

/**
 * Organizations, teams and projects, their keys, releases and snapshots.
 */
package tools.projects;
