package dev.logi

import android.Manifest
import android.content.Context
import android.content.ContextWrapper
import android.graphics.ImageFormat
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.media.Image
import android.os.HandlerThread
import java.nio.ByteBuffer
import java.util.concurrent.CountDownLatch
import kotlin.test.assertEquals
import kotlin.test.assertFailsWith
import kotlin.test.assertTrue
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.yield
import org.junit.After
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.ShadowCameraManager
import org.robolectric.util.ReflectionHelpers

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
    fun `a camera that opens after the scanner was closed is given back`() {
        grant()
        addCamera()
        val isClosed = CountDownLatch(1)
        val slow = object : ContextWrapper(context) {
            override fun getSystemService(name: String): Any? {
                isClosed.await()
                return super.getSystemService(name)
            }
        }
        val late = CameraScanner(slow)
        late.start()
        late.close()
        isClosed.countDown()
        ReflectionHelpers.getField<HandlerThread>(late, "thread").join()
        val device = ReflectionHelpers.getStaticField<CameraDevice>(ShadowCameraManager::class.java, "lastDevice")
        assertFailsWith<IllegalStateException> { device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW) }
    }

    @Test
    fun `a frame that is none ends the search, and is given back`() {
        for (frame in listOf(Frame(290, 290, stride = 289), Frame(290, 290, stride = 290, missing = 1), Frame(0, 0, stride = 0))) {
            scanner.take(frame, 0)
            assertEquals(ScannerState.Unavailable(CameraFault.FAILED), scanner.state.value)
            assertEquals(1, frame.closed)
        }
        val tilted = Frame(290, 290, stride = 290)
        scanner.take(tilted, 45)
        assertEquals(1, tilted.closed)
    }

    @Test
    fun `a frame is read where it lies, however it is turned and whatever lies behind its rows`() = runBlocking<Unit> {
        for (rotation in listOf(0, 90, 180, 270)) {
            val frame = Frame(580, 290, stride = 640)
            val seen = async(start = CoroutineStart.UNDISPATCHED) { scanner.codes.first() }
            scanner.take(frame, rotation)
            assertEquals(listOf(QrPicture.TEXT), seen.await(), "turned by $rotation")
            assertEquals(1, frame.closed)
        }
    }

    @Test
    fun `a code that nobody takes in time is replaced, and holds up no frame`() = runBlocking<Unit> {
        val frames = List(5) { Frame(290, 290, stride = 290) }
        val seen = ArrayList<List<String>>()
        val watching = launch(start = CoroutineStart.UNDISPATCHED) { scanner.codes.collect { seen += it } }
        frames.forEach { scanner.take(it, 0) }
        yield()
        assertEquals(1, seen.size)
        assertTrue(frames.all { it.closed == 1 })
        watching.cancel()
    }

    /** A frame as a camera gives it: rows with other bytes behind each but the last, and [missing] bytes at its end. */
    private class Frame(private val wide: Int, private val high: Int, private val stride: Int, missing: Int = 0) : Image() {
        var closed = 0
        private val luma = ByteBuffer.allocateDirect((stride * (high - 1) + wide - missing).coerceAtLeast(0)).apply {
            for (at in 0 until capacity()) put(at, if (at % stride < wide && !QrPicture.isDark(at % stride, at / stride, high)) -1 else 0)
        }

        override fun getFormat() = ImageFormat.YUV_420_888

        override fun getWidth() = wide

        override fun getHeight() = high

        override fun getTimestamp() = 0L

        override fun getTransform() = 0

        override fun getScalingMode() = 0

        override fun getPlanes(): Array<Plane> = arrayOf(
            object : Plane() {
                override fun getRowStride() = stride

                override fun getPixelStride() = 1

                override fun getBuffer() = luma
            },
        )

        override fun close() {
            closed += 1
        }
    }
}
