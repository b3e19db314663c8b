// For Android Studio. Not tried in this repository, whose own build is Maven's (`pom.xml`): see README.md.
pluginManagement {
    repositories {
        google()
        mavenCentral()
        gradlePluginPortal()
    }
}

dependencyResolutionManagement {
    repositories {
        google()
        mavenCentral()
    }
}

rootProject.name = "logi-android"
include(":logi", ":app")
