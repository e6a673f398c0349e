//SOURCES AlertAnswers.java
//SOURCES AlertText.java
//SOURCES Alerts.java
//SOURCES CronAnswers.java
//SOURCES Crons.java
//SOURCES DashboardAnswers.java
//SOURCES Dashboards.java
//SOURCES LegacyAlerts.java
//SOURCES Silencing.java
//SOURCES Uptime.java
//SOURCES UptimeAnswers.java

/**
 * What watches: uptime and cron monitors, alerts, dashboards.
 */
package tools.monitors;
