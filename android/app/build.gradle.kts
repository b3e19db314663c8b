// The app. Not tried in this repository: see ../README.md.
plugins {
    id("com.android.application")
}

android {
    namespace = "dev.logi.app"
    compileSdk = 37
    defaultConfig {
        applicationId = "dev.logi.app"
        minSdk = 28
        targetSdk = 36
        versionCode = 1
        versionName = "0.1.0"
    }
    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }
    sourceSets["main"].kotlin.srcDir("src/main/kotlin")
    packaging {
        jniLibs.useLegacyPackaging = false
    }
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    implementation(project(":logi"))
}
