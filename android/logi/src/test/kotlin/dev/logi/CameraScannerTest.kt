package dev.logi

import android.Manifest
import android.content.Context
import android.graphics.Bitmap
import android.graphics.Color
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import kotlin.test.assertEquals
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.runBlocking
import org.junit.After
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowCameraCharacteristics

@RunWith(RobolectricTestRunner::class)
@Config(sdk = [35])
class CameraScannerTest {
    private val context: Context = RuntimeEnvironment.getApplication()
    private val scanner = CameraScanner(context)

    @After
    fun end() = scanner.close()

    private fun grant() = shadowOf(RuntimeEnvironment.getApplication()).grantPermissions(Manifest.permission.CAMERA)

    private fun addCamera() {
        val characteristics = ShadowCameraCharacteristics.newCameraCharacteristics()
        shadowOf(characteristics).set(CameraCharacteristics.LENS_FACING, CameraCharacteristics.LENS_FACING_BACK)
        shadowOf(characteristics).set(CameraCharacteristics.SENSOR_ORIENTATION, 90)
        shadowOf(context.getSystemService(CameraManager::class.java)).addCamera("0", characteristics)
    }

    private fun next(wanted: (ScannerState) -> Boolean): ScannerState = runBlocking { scanner.state.first(wanted) }

    @Test
    fun `without the permission it opens nothing, and says so`() {
        addCamera()
        scanner.start()
        assertEquals(ScannerState.NeedsPermission, next { it != ScannerState.Stopped })
        grant()
        scanner.start()
        assertEquals(ScannerState.Running, next { it == ScannerState.Running })
    }

    @Test
    fun `a phone without a camera has none to be had`() {
        grant()
        scanner.start()
        assertEquals(ScannerState.Unavailable(CameraFault.NONE), next { it is ScannerState.Unavailable })
    }

    @Test
    fun `gives the camera back when it is stopped, and opens it again`() {
        grant()
        addCamera()
        scanner.start()
        next { it == ScannerState.Running }
        scanner.stop()
        assertEquals(ScannerState.Stopped, next { it != ScannerState.Running })
        scanner.start()
        assertEquals(ScannerState.Running, next { it == ScannerState.Running })
    }

    @Test
    fun `a picture becomes its brightness, row by row, over white where it is transparent`() {
        val picture = Bitmap.createBitmap(intArrayOf(Color.BLACK, Color.WHITE, Color.TRANSPARENT, Color.RED), 2, 2, Bitmap.Config.ARGB_8888)
        val luma = PictureReader.lumaOf(picture)
        val values = List(luma.remaining()) { luma.get().toInt() and 0xff }
        assertEquals(listOf(0, 255, 255, 76), values)
    }
}
