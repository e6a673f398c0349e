//SOURCES EventFileAnswers.java
//SOURCES EventFiles.java
//SOURCES EventText.java
//SOURCES IssueAnswers.java
//SOURCES IssueChangeAnswers.java
//SOURCES IssueChanges.java
//SOURCES IssueEventAnswers.java
//SOURCES IssueEvents.java
//SOURCES IssueView.java
//SOURCES Issues.java
//SOURCES Merging.java
//SOURCES ResourceAnswers.java
//SOURCES Resources.java
//SOURCES Seer.java
//SOURCES SeerAnswers.java
//SOURCES Series.java
//SOURCES Stack.java
//SOURCES Suspects.java

/**
 * Issues and their events: finding them, reading one, acting on it, and what Seer says of it.
 */
package tools.issues;
