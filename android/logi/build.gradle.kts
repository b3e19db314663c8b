// The library. The generated Kotlin comes from `cargo xtask android`, the core from `cargo ndk` with the profile `mobile`.
plugins {
    id("com.android.library")
}

android {
    namespace = "dev.logi"
    compileSdk = 37
    defaultConfig {
        minSdk = 28
        consumerProguardFiles("consumer-rules.pro")
    }
    sourceSets["main"].kotlin.srcDirs("src/main/kotlin", "../../target/bindings/product/kotlin")
    sourceSets["main"].jniLibs.srcDir("../../target/jniLibs")
}

kotlin {
    jvmToolchain(17)
}

dependencies {
    api("net.java.dev.jna:jna:5.19.1@aar")
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
}
