//SOURCES Account.java
//SOURCES Keys.java
//SOURCES Onboarding.java
//SOURCES Platforms.java
//SOURCES Projects.java
//SOURCES ReleaseComparison.java
//SOURCES Releases.java
//SOURCES Snapshots.java

/**
 * Organizations, teams and projects, their keys, releases and snapshots.
 */
package tools.projects;
