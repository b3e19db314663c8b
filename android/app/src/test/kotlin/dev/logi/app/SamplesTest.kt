package dev.logi.app

import dev.logi.app.feature.activity.LoginsState
import dev.logi.app.feature.activity.ReceiptState
import dev.logi.app.feature.home.HomeState
import dev.logi.app.feature.reinstall.ReinstallState
import dev.logi.app.feature.request.RequestState
import dev.logi.app.feature.result.ResultState
import dev.logi.app.feature.scanner.ScanState
import dev.logi.app.feature.settings.SettingsState
import dev.logi.app.feature.welcome.WelcomeState
import dev.logi.app.phone.Problem
import kotlin.test.assertEquals
import org.junit.Test

/** The list of states is whole: each has a picture, but for those in which a screen is left. */
class SamplesTest {
    @Test fun `every state has a sample`() {
        for ((state, samples) in SCREENS) {
            val shown = samples.map { it.javaClass.simpleName }.toSet()
            assertEquals(cases(state) - LEFT, shown - LEFT, state.simpleName)
        }
    }

    @Test fun `every problem has a sample`() {
        assertEquals(cases(Problem::class.java), Samples.problems.values.map { it.javaClass.simpleName }.toSet())
    }

    private fun cases(type: Class<*>): Set<String> = requireNotNull(type.permittedSubclasses).map { it.simpleName }.toSet()

    private companion object {
        val LEFT = setOf("Leaving", "Found", "Done", "ToWelcome", "ToQuestion")
        val SCREENS: List<Pair<Class<*>, Collection<Any>>> = listOf(
            WelcomeState::class.java to Samples.welcome.values,
            HomeState::class.java to Samples.home.values,
            ScanState::class.java to Samples.scanner.values,
            RequestState::class.java to Samples.request.values,
            ResultState::class.java to Samples.result.values,
            LoginsState::class.java to Samples.logins.values,
            ReceiptState::class.java to Samples.receipt.values,
            SettingsState::class.java to Samples.settings.values,
            ReinstallState::class.java to Samples.reinstall.values,
        )
    }
}
